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
}
