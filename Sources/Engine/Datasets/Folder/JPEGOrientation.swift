/// How the camera was held, which a JPEG says beside its pixels: a photograph taken upright is stored lying.
///
/// - SeeAlso: CIPA DC-008 (Exif 2.32), 4.6.4, tag 274; the numbers count the corner that the first row
///   and the first column touch.
enum JPEGOrientation: Int {
  case upright = 1
  case mirrored, halfTurned, flipped, transposed, turnedRight, transverse, turnedLeft

  /// Finds it; `nil` where the file does not say it.
  init?(ofFile bytes: UnsafeBufferPointer<UInt8>) {
    guard let number = Self.number(in: bytes) else { return nil }
    self.init(rawValue: number)
  }

  /// Returns the picture as it was seen.
  func upright(_ stored: ColourPixels) -> ColourPixels {
    guard self != .upright else { return stored }
    let swapsAxes = rawValue >= Self.transposed.rawValue
    let (height, width) = swapsAxes ? (stored.width, stored.height) : (stored.height, stored.width)
    let (lastRow, lastColumn) = (stored.height - 1, stored.width - 1)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(stored.pixels.count)
    for row in 0..<height {
      for column in 0..<width {
        let (from, at) =
          switch self {
          case .upright: (row, column)
          case .mirrored: (row, lastColumn - column)
          case .halfTurned: (lastRow - row, lastColumn - column)
          case .flipped: (lastRow - row, column)
          case .transposed: (column, row)
          case .turnedRight: (lastRow - column, row)
          case .transverse: (lastRow - column, lastColumn - row)
          case .turnedLeft: (column, lastColumn - row)
          }
        let start = 3 * (from * stored.width + at)
        pixels += stored.pixels[start..<start + 3]
      }
    }
    return ColourPixels(height: height, width: width, pixels: pixels)
  }

  /// Walks the file's segments up to its pixels.
  private static func number(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var place = 2
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let kind = bytes[place + 1]
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      // The scan starts here, or the file is none.
      guard kind != 0xDA, length >= 2 else { return nil }
      let end = min(place + 2 + length, bytes.count)
      let segment = bytes[(place + 4)..<max(place + 4, end)]
      if kind == 0xE1, segment.starts(with: "Exif\0\0".utf8) {
        return number(inTags: Array(segment.dropFirst(6)))
      }
      place += 2 + length
    }
    return nil
  }

  /// Reads the first directory of a block of TIFF.
  private static func number(inTags block: [UInt8]) -> Int? {
    let isLittle = block.starts(with: "II".utf8)
    guard isLittle || block.starts(with: "MM".utf8) else { return nil }
    func integer(_ place: Int, _ length: Int) -> Int? {
      guard place >= 0, place + length <= block.count else { return nil }
      let bytes = block[place..<place + length]
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard integer(2, 2) == 42, let directory = integer(4, 4), let count = integer(directory, 2)
    else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      if integer(place, 2) == 274 { return integer(place + 8, 2) }
    }
    return nil
  }
}
