import Contracts

extension Tensor {
  /// Returns images without their outermost rows and columns.
  ///
  /// The last two axes are height and width; there may be any axes before them.
  ///
  /// ```swift
  /// image.padded(by: 2).cropped(by: 2) == image
  /// ```
  ///
  /// - Parameter border: How many rows and columns go on each side, in pixels.
  /// - Returns: Shape `[..., height − 2 border, width − 2 border]`.
  /// - Precondition: At least two axes, and at least one row and one column left.
  public func cropped(by border: Int) -> Tensor {
    let (height, width) = pictureSize("cropped(by:)")
    require(
      border >= 0 && 2 * border < Swift.min(height, width),
      "cropped(by:): a border of \(border) does not fit images of \(height)×\(width); the largest "
        + "is \(Swift.max(0, (Swift.min(height, width) - 1) / 2)).")
    return gathering(
      rows: Array(border..<(height - border)), columns: Array(border..<(width - border)))
  }

  /// Returns images in which each pixel has become a square of equal pixels.
  ///
  /// The last two axes are height and width; there may be any axes before them.
  ///
  /// - Parameter side: The square's side, in pixels.
  /// - Returns: Shape `[..., height · side, width · side]`.
  /// - Precondition: At least two axes, and a side of at least 1.
  public func enlarged(by side: Int) -> Tensor {
    let (height, width) = pictureSize("enlarged(by:)")
    require(side >= 1, "enlarged(by:): the side must be at least 1 pixel, got \(side).")
    return gathering(
      rows: (0..<height * side).map { $0 / side }, columns: (0..<width * side).map { $0 / side })
  }

  /// Returns the elements of the first axis moved on by `steps`; what leaves at the end comes back in
  /// at the start, as NumPy's `roll` does.
  ///
  /// Of a batch of images, `images.rolled(by: 1)` puts beside each image another one.
  ///
  /// ```swift
  /// Tensor([1, 2, 3, 4]).rolled(by: 1)  // 4 1 2 3
  /// ```
  ///
  /// - Parameter steps: In elements; backwards when negative.
  /// - Returns: The same shape.
  /// - Precondition: At least one axis.
  public func rolled(by steps: Int) -> Tensor {
    require(rank > 0, "rolled(by:): a single number has no axis to be rolled along.")
    let length = shape[0]
    return elements(
      at: (0..<length).map { place in
        let source = (place - steps % length) % length
        return source < 0 ? source + length : source
      })
  }

  private func pictureSize(_ operation: String) -> (height: Int, width: Int) {
    require(rank >= 2, "\(operation): expected [..., height, width], got \(shape).")
    return (shape[rank - 2], shape[rank - 1])
  }
}
