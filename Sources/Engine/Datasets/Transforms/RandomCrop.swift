import Contracts
import Tensors

/// Cuts a window out of an image at a place drawn anew each time.
///
/// With `size` nil the window has the image's own size, so that, behind a border of `padding`, the
/// image moves by up to `padding` pixels each way.
///
/// - SeeAlso: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional
///   neural networks", 2012, section 4.1.
public struct RandomCrop: PlacingTransform, Hashable {
  /// The height and width of the window in pixels; `nil` for those of the image.
  public let size: Int?
  /// The border put around the image first, in pixels.
  public let padding: Int

  /// Creates a crop.
  ///
  /// - Parameters:
  ///   - size: The height and width of the window, in pixels.
  ///   - padding: The black border put around the image first, in pixels.
  /// - Precondition: `size` is at least 1 and `padding` at least 0; the window fits the image.
  public init(size: Int? = nil, padding: Int = 0) {
    require(
      (size ?? 1) > 0 && padding >= 0,
      "RandomCrop: expected a size above 0 and a padding of 0 or more, got "
        + "\(size ?? 0) and \(padding).")
    self.size = size
    self.padding = padding
  }

  public var summary: String {
    "RandomCrop(\(size.map { "size: \($0), " } ?? "")padding: \(padding))"
  }

  public func placement(
    on image: (height: Int, width: Int), using stream: inout RandomStream
  ) -> Placement {
    let (height, width) = (size ?? image.height, size ?? image.width)
    let spare = (
      rows: image.height + 2 * padding - height, columns: image.width + 2 * padding - width
    )
    require(
      spare.rows >= 0 && spare.columns >= 0,
      "RandomCrop: a window of \(height) × \(width) does not fit an image of "
        + "\(image.height) × \(image.width) with a border of \(padding).")
    let top = stream.integer(below: spare.rows + 1) - padding
    let left = stream.integer(below: spare.columns + 1) - padding
    return Placement(on: image, top: top, left: left, height: height, width: width)
  }
}
