import Contracts

/// One image as bytes, the form in which transforms work on it.
public struct Picture: Hashable, Sendable {
  public let channels: Int
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// `[channels, height, width]`, flat, 0 for black.
  public var pixels: [UInt8]

  public init(channels: Int, height: Int, width: Int, pixels: [UInt8]) {
    require(
      channels > 0 && height > 0 && width > 0 && pixels.count == channels * height * width,
      "Picture: expected \(channels) × \(height) × \(width) bytes, got \(pixels.count).")
    self.channels = channels
    self.height = height
    self.width = width
    self.pixels = pixels
  }

  public subscript(channel: Int, row: Int, column: Int) -> UInt8 {
    pixels[(channel * height + row) * width + column]
  }

  /// A part of the picture, black where it reaches beyond the border.
  func window(top: Int, left: Int, height: Int, width: Int) -> Picture {
    var part = [UInt8](repeating: 0, count: channels * height * width)
    let first = max(0, -left)
    let columns = first..<max(first, min(width, self.width - left))
    for channel in 0..<channels {
      for row in 0..<height where (0..<self.height).contains(row + top) {
        let source = (channel * self.height + row + top) * self.width + left
        let target = (channel * height + row) * width
        for column in columns { part[target + column] = pixels[source + column] }
      }
    }
    return Picture(channels: channels, height: height, width: width, pixels: part)
  }
}
