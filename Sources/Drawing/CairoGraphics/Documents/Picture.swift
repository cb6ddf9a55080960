import CPangoCairo
import DrawingThreads
import Graphics

/// A picture from a file that was made elsewhere: PNG or JPEG.
@DrawingActor
package final class Picture {
  /// The natural size in points, at 96 pixels to the inch.
  package let size: Size
  private let surface: Surface

  /// Reads a picture.
  ///
  /// A JPEG goes into a PDF as it is, never decoded; other formats of file cannot show one.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - mediaType: Such as `image/png`.
  ///   - name: How messages call the picture.
  /// - Throws: ``PictureError`` when the type is another, or the bytes are not what it promises.
  package init(_ bytes: [UInt8], mediaType: String, name: String) throws(PictureError) {
    switch mediaType {
    case "image/png": surface = Surface(Picture.readPNG(bytes))
    case "image/jpeg": surface = Surface(Picture.wrapJPEG(bytes))
    default: throw PictureError(name: name, reason: .unsupported(mediaType))
    }
    let image = surface.pointer
    guard cairo_surface_status(image) == CAIRO_STATUS_SUCCESS,
      cairo_image_surface_get_width(image) > 0
    else {
      throw PictureError(name: name, reason: .corrupt(mediaType))
    }
    size = Size(
      width: Double(cairo_image_surface_get_width(image)) * 0.75,
      height: Double(cairo_image_surface_get_height(image)) * 0.75)
  }

  func draw(on canvas: CairoCanvas, in rect: Rect) {
    canvas.draw(surface: surface.pointer, in: rect, filter: CAIRO_FILTER_GOOD)
  }

  private static func readPNG(_ bytes: [UInt8]) -> OpaquePointer? {
    var rest = bytes[...]
    return withUnsafeMutablePointer(to: &rest) { rest in
      cairo_image_surface_create_from_png_stream(
        { closure, buffer, count in
          guard
            let rest = closure?.assumingMemoryBound(to: ArraySlice<UInt8>.self), let buffer,
            rest.pointee.count >= Int(count)
          else { return CAIRO_STATUS_READ_ERROR }
          for (index, byte) in rest.pointee.prefix(Int(count)).enumerated() { buffer[index] = byte }
          rest.pointee = rest.pointee.dropFirst(Int(count))
          return CAIRO_STATUS_SUCCESS
        }, rest)
    }
  }

  private static func wrapJPEG(_ bytes: [UInt8]) -> OpaquePointer? {
    guard let (width, height) = dimensions(ofJPEG: bytes) else { return nil }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    let kept = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    kept.initialize(from: bytes, count: bytes.count)
    cairo_surface_set_mime_data(
      surface, CAIRO_MIME_TYPE_JPEG, kept, UInt(bytes.count),
      { $0?.assumingMemoryBound(to: UInt8.self).deallocate() }, kept)
    return surface
  }

  /// Finds the frame header, which every JPEG has before its first scan.
  private static func dimensions(ofJPEG bytes: [UInt8]) -> (width: Int, height: Int)? {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var position = 2
    while position + 9 < bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      if 0xC0...0xCF ~= marker, ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (
          Int(bytes[position + 7]) << 8 | Int(bytes[position + 8]),
          Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
        )
      }
      position += 2 + length
    }
    return nil
  }
}

extension CairoCanvas {
  /// Draws `picture` scaled into `rect`.
  package func draw(_ picture: Picture, in rect: Rect) { picture.draw(on: self, in: rect) }
}

/// Why a picture file cannot be drawn.
package struct PictureError: Error, Hashable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    case unsupported(String)
    case corrupt(String)
  }

  package let name: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .unsupported(let mediaType):
      "The picture '\(name)' is \(mediaType), which a PDF cannot hold. Save it as PNG or JPEG."
    case .corrupt(let mediaType):
      "The picture '\(name)' is not a valid \(mediaType) file. Export it again."
    }
  }
}
