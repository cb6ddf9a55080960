import CZlib
import Graphics

/// A drawing as pixels, which any thread can make a file of.
package struct DrawnPixels: Sendable {
  package let width: Int
  package let height: Int
  /// Row by row: alpha in the highest byte, then red, green and blue, each already times alpha.
  let pixels: [UInt32]

  init(width: Int, height: Int, pixels: [UInt32]) {
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The samples of a small picture, each as one pixel.
  init(_ raster: Raster) {
    self.init(
      width: raster.width, height: raster.height,
      pixels: (0..<raster.width * raster.height).map { raster.premultipliedSample($0) })
  }

  /// Returns the pixels as a PNG file, without an alpha channel where nothing is clear.
  ///
  /// Drawings have wide plain areas and few colours. Rows as they are then make smaller files than differences
  /// to their neighbours, but for a row that is like the one above; to look longer for repetitions takes more
  /// than twice the time and saves a sixth of the bytes.
  ///
  /// - SeeAlso: W3C, *Portable Network Graphics Specification*, second edition, 2003.
  package func png() -> [UInt8] {
    let isOpaque = pixels.reduce(UInt32.max, &) >> 24 == 0xFF
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    // Eight bits a channel, red, green and blue with or without alpha; nothing interlaced.
    let header = Self.number(width) + Self.number(height) + [8, isOpaque ? 2 : 6, 0, 0, 0]
    Self.append("IHDR", header, to: &file)
    Self.append(
      "IDAT", zlibStream(isOpaque ? opaqueRows : clearRows, effort: .little), to: &file)
    Self.append("IEND", [], to: &file)
    return file
  }

  private var opaqueRows: [UInt8] {
    rows(channels: 3) { pixel, place in
      place[0] = UInt8(truncatingIfNeeded: pixel >> 16)
      place[1] = UInt8(truncatingIfNeeded: pixel >> 8)
      place[2] = UInt8(truncatingIfNeeded: pixel)
    }
  }

  private var clearRows: [UInt8] {
    rows(channels: 4) { pixel, place in
      let alpha = pixel >> 24
      func channel(_ shift: UInt32) -> UInt8 {
        let value = pixel >> shift & 0xFF
        return alpha == 0 ? 0 : UInt8(min(255, (value * 255 + alpha / 2) / alpha))
      }
      place[0] = channel(16)
      place[1] = channel(8)
      place[2] = channel(0)
      place[3] = UInt8(alpha)
    }
  }

  /// Each row behind a zero, which says that it stands as it is; one that is like the row above stands behind a
  /// two, as differences to that.
  private func rows(
    channels: Int, _ write: (UInt32, UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    let length = 1 + channels * width
    return [UInt8](unsafeUninitializedCapacity: height * length) { bytes, count in
      guard let start = bytes.baseAddress else { return }
      pixels.withUnsafeBufferPointer { pixels in
        for row in 0..<height {
          var place = start + row * length
          let line = pixels[row * width..<(row + 1) * width]
          if row > 0, line.elementsEqual(pixels[(row - 1) * width..<row * width]) {
            place.initialize(to: 2)
            (place + 1).initialize(repeating: 0, count: length - 1)
            continue
          }
          place.initialize(to: 0)
          place += 1
          for pixel in line {
            write(pixel, place)
            place += channels
          }
        }
      }
      count = height * length
    }
  }

  private static func number(_ value: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func append(_ name: String, _ content: [UInt8], to file: inout [UInt8]) {
    let body = Array(name.utf8) + content
    file += number(content.count)
    file += body
    file += number(Int(crc32(0, body, UInt32(body.count))))
  }
}
