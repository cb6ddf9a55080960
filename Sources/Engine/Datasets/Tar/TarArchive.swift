/// The files inside a tar archive, as far as data sets need them.
///
///     512 bytes   a header: name (0-99), size in octal (124-135), type (156), prefix (345-499)
///     then        the content, filled up with zeros to a multiple of 512
///     at the end  two blocks of zeros
///
/// Folders, links and extended headers are passed over.
///
/// - SeeAlso: IEEE Std 1003.1, "pax", section "ustar Interchange Format".
struct TarArchive {
  struct Damage: Error, Hashable {
    var reason: String
  }

  struct Entry: Hashable {
    /// Without the folders in front of it.
    var name: String
    var content: Range<Int>
  }

  let entries: [Entry]

  init(_ bytes: [UInt8]) throws {
    var entries: [Entry] = []
    var place = 0
    while place + 512 <= bytes.count {
      let header = bytes[place..<place + 512]
      if header.allSatisfy({ $0 == 0 }) { break }
      let size = try Self.size(header.dropFirst(124).prefix(12), at: place)
      let start = place + 512
      guard size <= bytes.count - start else {
        throw Damage(reason: "the file at byte \(place) breaks off")
      }
      let type = header[place + 156]
      if type == 0 || type == UInt8(ascii: "0") {
        let path = String(decoding: header.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        entries.append(Entry(name: name, content: start..<start + size))
      }
      place = start + (size + 511) / 512 * 512
    }
    self.entries = entries
  }

  /// Up to eleven octal digits, with blanks before them, or a zero or blank behind.
  private static func size(_ field: ArraySlice<UInt8>, at place: Int) throws -> Int {
    let digits = String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
      .filter { $0 != " " }
    guard let size = Int(digits, radix: 8), size >= 0 else {
      throw Damage(reason: "the header at byte \(place) gives no size")
    }
    return size
  }
}
