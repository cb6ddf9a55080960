import CTurboJPEG

/// Reads JPEG with libjpeg-turbo, and turns it as the camera says that it was held.
enum JPEGFile {
  static func decode(_ bytes: [UInt8]) throws -> ColourPixels {
    guard let reader = tjInitDecompress() else {
      throw DamagedPicture(reason: "libjpeg-turbo cannot be started")
    }
    defer { tjDestroy(reader) }
    return try bytes.withUnsafeBufferPointer { file in
      var (width, height, sampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
      let length = UInt(file.count)
      guard
        tjDecompressHeader3(
          reader, file.baseAddress, length, &width, &height, &sampling, &colours) == 0
      else { throw damage(reader) }
      guard Int(width) * Int(height) <= ColourPixels.mostPixels else {
        throw DamagedPicture(reason: "it claims to have \(width) × \(height) pixels")
      }
      var pixels = [UInt8](repeating: 0, count: 3 * Int(width) * Int(height))
      guard
        tjDecompress2(
          reader, file.baseAddress, length, &pixels, width, 0, height, Int32(TJPF_RGB.rawValue), 0)
          == 0
      else { throw damage(reader) }
      let stored = ColourPixels(height: Int(height), width: Int(width), pixels: pixels)
      return JPEGOrientation(ofFile: file)?.upright(stored) ?? stored
    }
  }

  private static func damage(_ reader: tjhandle) -> DamagedPicture {
    DamagedPicture(reason: "libjpeg-turbo says: \(String(cString: tjGetErrorStr2(reader)))")
  }
}
