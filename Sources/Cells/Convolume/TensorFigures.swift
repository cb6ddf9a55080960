import Contracts
import NeuralNetworks
import Plots
import Tensors

extension Tensor {
  /// The feature maps of one image, side by side.
  ///
  /// - Parameters:
  ///   - index: Which image of the batch.
  ///   - columns: How many maps stand in a row; `nil` for what fills the width well.
  ///   - range: Whether maps share one scale; each its own by default, which shows form best.
  /// - Returns: One picture a channel.
  /// - Precondition: The shape is `[batch, channels, height, width]` or `[channels, height, width]`.
  public func featureMaps(
    ofImage index: Int = 0, columns: Int? = nil, range: ImageRange = .each
  ) -> ImageGrid {
    require(
      rank == 3 || rank == 4,
      "featureMaps: expected [batch, channels, height, width] or [channels, height, width], got "
        + "\(shape).")
    let maps = rank == 4 ? element(at: index) : self
    return ImageGrid(
      images: (0..<maps.shape[0]).map { maps.element(at: $0).gridImage(channels: 1) },
      columns: columns, palette: .sequential, range: range)
  }

  /// Images as numbers, drawn as pictures: one channel in grey, three in colour.
  ///
  /// Each image is stretched to its own least and largest number, so normalised images look right.
  ///
  /// - Precondition: The shape is `[batch, channels, height, width]` with 1 or 3 channels.
  public func imageGrid(columns: Int? = nil, captions: [String] = []) -> ImageGrid {
    require(
      rank == 4 && (shape[1] == 1 || shape[1] == 3),
      "imageGrid: expected [batch, channels, height, width] with 1 or 3 channels, got \(shape).")
    return ImageGrid(
      images: (0..<shape[0]).map { index in
        var image = element(at: index).stretched().gridImage(channels: shape[1])
        image.caption = captions.indices.contains(index) ? captions[index] : nil
        return image
      },
      columns: columns, palette: .gray, range: .fixed(0...1))
  }

  /// A matrix as a heat map; axes of length 1 in front of it are left out.
  ///
  /// - Precondition: All but the last two axes have length 1.
  public func heatMap(_ title: String? = nil) -> HeatMap {
    require(
      rank >= 2 && shape.dropLast(2).allSatisfy { $0 == 1 },
      "heatMap: expected [rows, columns], got \(shape).")
    return HeatMap(title, values: values, rows: shape[rank - 2], columns: shape[rank - 1])
  }

  /// The numbers of a matrix row by row, as plots and diagrams take them.
  ///
  /// - Precondition: All but the last two axes have length 1.
  public var rows: [[Float]] {
    require(
      rank >= 2 && shape.dropLast(2).allSatisfy { $0 == 1 },
      "rows: expected [rows, columns], got \(shape).")
    let columns = shape[rank - 1]
    return (0..<shape[rank - 2]).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
  }

  fileprivate func gridImage(channels: Int) -> GridImage {
    GridImage(values, width: shape[rank - 1], height: shape[rank - 2], channels: channels)
  }

  /// To the range `0...1`; a constant tensor becomes 0.
  fileprivate func stretched() -> Tensor {
    guard let low = values.min(), let high = values.max(), high > low else {
      return Tensor(zeros: shape)
    }
    return map { ($0 - low) / (high - low) }
  }
}

extension Sequential {
  /// The filters of a convolution: in colour when they have three channels, else every channel for
  /// itself, blue below zero and red above.
  ///
  /// - Parameters:
  ///   - index: Which layer, from 0.
  ///   - columns: How many filters stand in a row; `nil` for what fills the width well.
  /// - Returns: One picture a filter, or one a filter and channel, on one scale.
  /// - Precondition: The layer has weights `[filters, channels, height, width]`.
  public func filters(ofLayer index: Int, columns: Int? = nil) -> ImageGrid {
    let weights = weights(ofLayer: index)
    require(
      weights.rank == 4,
      "filters(ofLayer: \(index)): expected weights [filters, channels, height, width], got "
        + "\(weights.shape).")
    if weights.shape[1] == 3 { return weights.imageGrid(columns: columns) }
    let planes = weights.reshaped(
      to: [weights.shape[0] * weights.shape[1], weights.shape[2], weights.shape[3]])
    let extreme = Double(planes.values.map(abs).max() ?? 1)
    return ImageGrid(
      images: (0..<planes.shape[0]).map { planes.element(at: $0).gridImage(channels: 1) },
      columns: columns, palette: .diverging, range: .fixed(-extreme...extreme))
  }
}
