import Contracts
import Tensors

/// A layer that slides a square window over images.
public protocol WindowedLayer: Layer {
  var window: SlidingWindow { get }
}

extension Conv2D: WindowedLayer {}
extension MaxPool2D: WindowedLayer {}
extension MinPool2D: WindowedLayer {}
extension AveragePool2D: WindowedLayer {}
extension L2Pool2D: WindowedLayer {}

/// Returns how many windows see each pixel of an image.
///
/// Zero is a pixel that the layer never reads. Padding is not counted.
///
/// ```swift
/// visits(of: Conv2D(from: 1, to: 6, kernel: 5), height: 28, width: 28)[0, 0]  // 1
/// ```
///
/// - Parameters:
///   - layer: A convolution or a pooling.
///   - height: Of the image, in pixels.
///   - width: Of the image, in pixels.
/// - Returns: Shape `[height, width]`.
/// - Precondition: The window fits the image, padding included.
public func visits(of layer: some WindowedLayer, height: Int, width: Int) -> Tensor {
  let window = layer.window
  require(
    height >= 1 && width >= 1,
    "visits(of: \(layer)): expected an image of at least 1×1, got \(height)×\(width).")
  let places = window.outputSize(height: height, width: width)
  require(
    places.height >= 1 && places.width >= 1,
    "visits(of: \(layer)): the window of \(window.extent)×\(window.extent) does not fit an image of "
      + "\(height)×\(width), padding included.")
  let padding = window.amount(height: height, width: width)
  /// Along one axis: a window that begins at place p reads the pixels p · stride + sample · dilation.
  func counts(_ length: Int, places: Int, before: Int) -> [Int] {
    var counts = Array(repeating: 0, count: length)
    for place in 0..<places {
      for sample in 0..<window.kernel {
        let pixel = place * window.stride + sample * window.dilation - before
        if counts.indices.contains(pixel) { counts[pixel] += 1 }
      }
    }
    return counts
  }
  let rows = counts(height, places: places.height, before: padding.top)
  let columns = counts(width, places: places.width, before: padding.left)
  return Tensor(
    rows.flatMap { row in columns.map { Float(row * $0) } }, shape: [height, width])
}
