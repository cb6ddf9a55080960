import Foundation

/// Red, green and blue of a picture's pixels, as they stand in a file of PNG or JPEG.
struct ColourPixels {
  /// In pixels.
  var height: Int
  /// In pixels.
  var width: Int
  /// `[height, width, 3]`, flat.
  var pixels: [UInt8]

  /// A file claims more pixels than a photograph has.
  static let mostPixels = 1 << 27
}

/// Why the bytes of a picture cannot be read.
struct DamagedPicture: Error {
  var reason: String
}

/// A picture in a file, by what its first bytes say it is.
enum PictureFile {
  /// The endings of names, in small letters, by which a folder's pictures are known.
  static let endings: Set = ["png", "jpg", "jpeg"]

  /// Reads PNG or JPEG, whatever the file is called.
  ///
  /// - Throws: `DamagedPicture`.
  static func decode(_ bytes: [UInt8]) throws -> ColourPixels {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return try PNGFile.decode(bytes) }
    if bytes.starts(with: [0xFF, 0xD8]) { return try JPEGFile.decode(bytes) }
    throw DamagedPicture(
      reason: bytes.isEmpty ? "it is empty" : "its first bytes are neither those of PNG nor of JPEG"
    )
  }
}
