import Contracts
import Tensors

/// Puts a border around an image, as LeNet-5 needs around 28 × 28 digits.
public struct Pad: ImageTransform, Hashable {
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

  public func apply(to picture: Picture, using stream: inout RandomStream) -> Picture {
    let (height, width) = (picture.height + 2 * border, picture.width + 2 * border)
    var pixels = [UInt8](repeating: fill, count: picture.channels * height * width)
    for channel in 0..<picture.channels {
      for row in 0..<picture.height {
        let source = (channel * picture.height + row) * picture.width
        let target = (channel * height + row + border) * width + border
        pixels.replaceSubrange(
          target..<target + picture.width, with: picture.pixels[source..<source + picture.width])
      }
    }
    return Picture(channels: picture.channels, height: height, width: width, pixels: pixels)
  }
}
