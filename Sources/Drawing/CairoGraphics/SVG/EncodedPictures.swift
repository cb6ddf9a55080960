import Graphics
import Synchronization

/// Pictures of drawings as SVG holds them, each encoded once: a picture stands in the drawings of both themes
/// and of both widths.
enum EncodedPictures {
  private static let known = Mutex<[Key: [UInt8]]>([:])
  /// Some megabytes at most.
  private static let most = 4096

  private struct Key: Hashable {
    var raster: Raster

    // Of an array, each byte would be taken by itself.
    func hash(into hasher: inout Hasher) {
      hasher.combine(raster.width)
      raster.rgba.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// Returns the picture as a PNG file in base 64.
  static func base64(of raster: Raster) -> [UInt8] {
    let key = Key(raster: raster)
    if let known = known.withLock({ $0[key] }) { return known }
    var lines = SVGLines()
    lines.append(base64: DrawnPixels(raster).png())
    let bytes = lines.bytes
    known.withLock { known in
      if known.count >= most { known = [:] }
      known[key] = bytes
    }
    return bytes
  }
}
