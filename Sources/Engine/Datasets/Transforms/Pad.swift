import Contracts
import Tensors

/// Puts a border around an image, as LeNet-5 needs around 28 × 28 digits.
public struct Pad: PlacingTransform, Hashable {
  /// In pixels, on each side.
  public let border: Int
  /// The byte of the border, 0 for black.
  public let fill: UInt8

  /// Creates a border.
  ///
  /// - Parameters:
  ///   - border: The width of the border, in pixels.
  ///   - fill: The byte of the border.
  /// - Precondition: `border` is not negative.
  public init(by border: Int, fill: UInt8 = 0) {
    require(border >= 0, "Pad: expected a border of 0 pixels or more, got \(border).")
    self.border = border
    self.fill = fill
  }

  public var summary: String { "Pad(by: \(border), fill: \(fill))" }

  public func placement(
    on image: (height: Int, width: Int), using stream: inout RandomStream
  ) -> Placement {
    Placement(
      on: image, top: -border, left: -border, height: image.height + 2 * border,
      width: image.width + 2 * border, fill: fill)
  }
}
