import Tensors

/// An image on its way through transforms: its bytes, and which of them are seen.
struct PlacedImage {
  private(set) var pixels: ArraySlice<UInt8>
  let channels: Int
  /// Of `pixels`, whatever is seen of them.
  private(set) var size: (height: Int, width: Int)
  private(set) var placement: Placement

  /// All of an image that lies among others.
  init(_ pixels: ArraySlice<UInt8>, channels: Int, size: (height: Int, width: Int)) {
    (self.pixels, self.channels, self.size) = (pixels, channels, size)
    placement = Placement(on: size)
  }

  init(_ picture: Picture, placement: Placement) {
    self.init(
      picture.pixels[...], channels: picture.channels, size: (picture.height, picture.width))
    self.placement = placement
  }

  /// What is seen, as `[channels, height, width]`.
  var shape: [Int] { [channels, placement.height, placement.width] }

  /// What is seen, in memory of its own.
  var picture: Picture {
    let count = channels * placement.height * placement.width
    return Picture(
      channels: channels, height: placement.height, width: placement.width,
      pixels: Array(unsafeUninitializedCapacity: count) { output, written in
        if let output = output.baseAddress { write(into: output) }
        written = count
      })
  }

  mutating func place(_ next: Placement) {
    if let both = placement.then(next) {
      placement = both
    } else {
      self = PlacedImage(picture, placement: next)
    }
  }

  mutating func resize(by resampler: Resampler) {
    if placement != Placement(on: size) { pixels = picture.pixels[...] }
    pixels = resampler.resampled(pixels, channels: channels)
    size = resampler.newSize
    placement = Placement(on: size)
  }

  mutating func apply(_ transform: any ImageTransform, using stream: inout RandomStream) {
    let changed = transform.apply(to: picture, using: &stream)
    self = PlacedImage(
      changed, placement: Placement(on: (changed.height, changed.width)))
  }

  /// Writes the bytes that are seen, `[channels, height, width]`.
  func write(into output: UnsafeMutablePointer<UInt8>) {
    guard placement != Placement(on: size) else {
      pixels.withUnsafeBufferPointer { pixels in
        if let start = pixels.baseAddress { output.update(from: start, count: pixels.count) }
      }
      return
    }
    Self.bytes.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      write(by: table, channelStride: 0, into: output)
    }
  }

  private static let bytes = Array(UInt8.min...UInt8.max)

  /// Writes what is seen, `[channels, height, width]`.
  ///
  /// - Parameters:
  ///   - table: The value for each byte.
  ///   - channelStride: How far apart the tables of two channels are; 0 when there is one for all.
  ///   - output: Where to write.
  func write<Value>(
    by table: UnsafePointer<Value>, channelStride: Int, into output: UnsafeMutablePointer<Value>
  ) {
    pixels.withUnsafeBufferPointer { pixels in
      guard let start = pixels.baseAddress else { return }
      for channel in 0..<channels {
        placement.write(
          start + channel * size.height * size.width, size: size,
          by: table + channel * channelStride,
          into: output + channel * placement.height * placement.width)
      }
    }
  }
}
