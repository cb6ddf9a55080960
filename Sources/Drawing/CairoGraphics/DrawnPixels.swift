import CZlib

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

  /// Returns the pixels as a PNG file, without an alpha channel where nothing is clear.
  ///
  /// Drawings have wide plain areas and few colours. Rows as they are then make smaller files than differences
  /// to their neighbours, and none need be tried.
  ///
  /// - SeeAlso: W3C, *Portable Network Graphics Specification*, second edition, 2003.
  package func png() -> [UInt8] {
    let isOpaque = pixels.allSatisfy { $0 >> 24 == 0xFF }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    // Eight bits a channel, red, green and blue with or without alpha; nothing interlaced.
    let header = Self.number(width) + Self.number(height) + [8, isOpaque ? 2 : 6, 0, 0, 0]
    Self.append("IHDR", header, to: &file)
    Self.append("IDAT", zlibStream(isOpaque ? opaqueRows : clearRows), to: &file)
    Self.append("IEND", [], to: &file)
    return file
  }

  /// Each row behind a zero, which says that it stands as it is.
  private var opaqueRows: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: height * (1 + 3 * width)) { bytes, count in
      for row in 0..<height {
        bytes[count] = 0
        count += 1
        for pixel in pixels[row * width..<(row + 1) * width] {
          bytes[count] = UInt8(truncatingIfNeeded: pixel >> 16)
          bytes[count + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
          bytes[count + 2] = UInt8(truncatingIfNeeded: pixel)
          count += 3
        }
      }
    }
  }

  private var clearRows: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: height * (1 + 4 * width)) { bytes, count in
      for row in 0..<height {
        bytes[count] = 0
        count += 1
        for pixel in pixels[row * width..<(row + 1) * width] {
          let alpha = pixel >> 24
          for shift in [16, 8, 0] as [UInt32] {
            let channel = pixel >> shift & 0xFF
            bytes[count] = alpha == 0 ? 0 : UInt8(min(255, (channel * 255 + alpha / 2) / alpha))
            count += 1
          }
          bytes[count] = UInt8(alpha)
          count += 1
        }
      }
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
