/// What stands outside the border of an image.
public enum PaddingMode: String, Sendable, CaseIterable, Codable {
  /// Zeros.
  case zero

  /// The image mirrored at its border samples, which are not repeated: `c b | a b c | b a`.
  case reflect

  /// The border sample repeated: `a a | a b c | c c`.
  case replicate

  /// The image again, as on a tile: `b c | a b c | a b`.
  case circular

  /// Returns the sample that stands at `position`, which may lie outside `0..<length`.
  ///
  /// - Returns: An index in `0..<length`, or nil where there is a zero.
  public func source(of position: Int, length: Int) -> Int? {
    guard position < 0 || position >= length else { return position }
    switch self {
    case .zero:
      return nil
    case .reflect:
      let beyond = position < 0 ? -position : 2 * (length - 1) - position
      return beyond
    case .replicate:
      return position < 0 ? 0 : length - 1
    case .circular:
      return ((position % length) + length) % length
    }
  }
}

/// How many rows and columns are added on each side of an image, in pixels.
public struct PaddingAmount: Sendable, Equatable, Codable {
  public var top, bottom, left, right: Int

  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// Creates an equal amount on all four sides.
  public init(_ amount: Int) {
    self.init(top: amount, bottom: amount, left: amount, right: amount)
  }
}
