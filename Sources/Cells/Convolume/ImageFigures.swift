import Contracts
import Datasets
import NeuralNetworks
import Plots

extension LabeledImages {
  /// The images at `indices` as a grid, each with its class below it.
  public func gallery(_ indices: [Int], columns: Int? = nil) -> ImageGrid {
    grid(indices.map { gridImage(picture(at: $0), caption: className(at: $0)) }, columns: columns)
  }

  /// The first images of each class, one row a class.
  public func gallery(perClass length: Int) -> ImageGrid {
    var rows = [[GridImage]](repeating: [], count: classNames.count)
    for (index, label) in labels.enumerated() where rows[label].count < length {
      rows[label].append(gridImage(picture(at: index)))
    }
    // Only full rows: a class with fewer images would shift all the rows below it.
    let full = rows.indices.filter { rows[$0].count == length }
    return grid(
      full.flatMap { rows[$0] }, columns: length, rowLabels: full.map { classNames[$0] })
  }

  /// What augmentation does: one row an image, as it is and as several epochs see it.
  ///
  /// - Parameters:
  ///   - transforms: As given to `train(augmenting:)`.
  ///   - images: How many images, from the first.
  ///   - epochs: How many epochs.
  ///   - seed: As given to `train(seed:)`; the pictures are then those that training saw.
  /// - Returns: A grid of `images` rows and `epochs + 1` columns.
  public func augmentationGallery(
    _ transforms: [any ImageTransform], images: Int = 4, epochs: Int = 8, seed: Int = 0
  ) -> ImageGrid {
    let pictures = (0..<min(images, count)).flatMap { index in
      [picture(at: index)]
        + (0..<epochs).map { transformed(index, by: transforms, seed: seed, epoch: $0) }
    }
    return grid(
      pictures.map { gridImage($0) }, columns: epochs + 1,
      columnLabels: ["as it is"] + (0..<epochs).map { "epoch \($0 + 1)" })
  }

  /// A picture as a grid shows it: samples from 0 to 1.
  func gridImage(
    _ picture: Picture, caption: String? = nil, frame: ImageFrame? = nil
  ) -> GridImage {
    GridImage(
      picture.pixels.map { Float($0) / 255 }, width: picture.width, height: picture.height,
      channels: picture.channels, caption: caption, frame: frame)
  }

  /// Grey images are drawn as ink on paper, with the same black for all.
  func grid(
    _ images: [GridImage], columns: Int? = nil, rowLabels: [String] = [],
    columnLabels: [String] = []
  ) -> ImageGrid {
    ImageGrid(
      images: images, columns: columns, palette: .ink, range: .fixed(0...1), rowLabels: rowLabels,
      columnLabels: columnLabels)
  }
}

extension Evaluation {
  /// The wrongly classified images of which the network was surest, with truth, answer and
  /// probability.
  ///
  /// - Parameters:
  ///   - images: The images that were evaluated.
  ///   - most: How many to show at most.
  /// - Returns: A grid, the surest mistake first.
  /// - Precondition: `images` are those that were evaluated.
  public func mistakes(in images: LabeledImages, most: Int = 24) -> ImageGrid {
    require(
      images.labels == labels,
      "mistakes(in:): these are not the images that were evaluated (\(images)).")
    let wrong = labels.indices.filter { labels[$0] != predictions[$0] }
      .map { (index: $0, probability: probabilities[$0, predictions[$0]]) }
      .sorted { ($1.probability, $0.index) < ($0.probability, $1.index) }
    return images.grid(
      wrong.prefix(most).map { mistake in
        let said = images.classNames[predictions[mistake.index]]
        return images.gridImage(
          images.picture(at: mistake.index),
          caption: "\(images.className(at: mistake.index)) → \(said), "
            + NumberFormat.percent(places: 1).text(Double(mistake.probability)))
      })
  }
}
