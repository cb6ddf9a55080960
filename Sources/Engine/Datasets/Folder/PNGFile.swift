import CPNG

/// Reads PNG with libpng: any depth, palettes, grey, and transparency, which is laid on white as on a page.
enum PNGFile {
  static func decode(_ bytes: [UInt8]) throws -> ColourPixels {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    return try bytes.withUnsafeBytes { file in
      guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else {
        throw damage(image)
      }
      let (height, width) = (Int(image.height), Int(image.width))
      guard height * width <= ColourPixels.mostPixels else {
        throw DamagedPicture(reason: "it claims to have \(width) × \(height) pixels")
      }
      image.format = UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA)
      // Deep pixels are of the usual curve, unless the file says otherwise.
      image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
      var layers = [UInt8](repeating: 0, count: 4 * height * width)
      guard png_image_finish_read(&image, nil, &layers, 0, nil) != 0 else { throw damage(image) }
      return ColourPixels(height: height, width: width, pixels: onWhite(layers))
    }
  }

  /// Lays pixels of red, green, blue and opacity on white.
  private static func onWhite(_ layers: [UInt8]) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(layers.count / 4 * 3)
    for start in stride(from: 0, to: layers.count, by: 4) {
      let opacity = Int(layers[start + 3])
      for colour in layers[start..<start + 3] {
        pixels.append(UInt8((Int(colour) * opacity + 255 * (255 - opacity) + 127) / 255))
      }
    }
    return pixels
  }

  private static func damage(_ image: png_image) -> DamagedPicture {
    let message = withUnsafeBytes(of: image.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return DamagedPicture(reason: "libpng says: \(message)")
  }
}
