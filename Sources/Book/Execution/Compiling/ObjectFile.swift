/// What the compiler of Swift wrote into an object for whoever links it.
///
///     64 bytes       header: where the table of sections is, how long, and which section has their names
///     ...            sections
///     64 bytes each  name (a place among the names), type, flags, address, place, length, ...
///
/// - SeeAlso: *System V Application Binary Interface*, edition 4.1, chapter 4, with the 64-bit fields of Linux.
package struct ObjectFile {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The libraries that the imports of the file ask for, as the linker is told of them: `-lswift_RegexParser`.
  ///
  /// `nil` when the file is none that is understood here, or asks for something else.
  package var wishes: [String]? {
    guard let lists = sections(named: ".swift1_autolink_entries") else { return nil }
    let words = lists.flatMap { $0.split(separator: 0) }.map { String(decoding: $0, as: UTF8.self) }
    return words.allSatisfy { $0.hasPrefix("-l") } ? words : nil
  }

  /// The sections of a name; `nil` when the table of sections cannot be read.
  private func sections(named name: String) -> [ArraySlice<UInt8>]? {
    // 64 bits, the lowest byte first.
    guard bytes.starts(with: Array("\u{7F}ELF".utf8) + [2, 1]),
      let table = number(at: 0x28, bytes: 8), let size = number(at: 0x3A, bytes: 2),
      let count = number(at: 0x3C, bytes: 2), let names = number(at: 0x3E, bytes: 2)
    else { return nil }
    func content(_ index: Int) -> ArraySlice<UInt8>? {
      guard let start = number(at: table + index * size + 24, bytes: 8),
        let length = number(at: table + index * size + 32, bytes: 8),
        start <= bytes.count, length <= bytes.count - start
      else { return nil }
      return bytes[start..<start + length]
    }
    guard count > 0, let texts = content(names) else { return nil }
    var found: [ArraySlice<UInt8>] = []
    for index in 0..<count {
      guard let place = number(at: table + index * size, bytes: 4), place < texts.count else {
        return nil
      }
      guard texts.dropFirst(place).prefix(while: { $0 != 0 }).elementsEqual(name.utf8) else {
        continue
      }
      guard let content = content(index) else { return nil }
      found.append(content)
    }
    return found
  }

  private func number(at place: Int, bytes count: Int) -> Int? {
    guard place >= 0, place <= bytes.count - count else { return nil }
    return bytes[place..<place + count].reversed().reduce(Int?.some(0)) { number, byte in
      number.flatMap { $0 >> 48 == 0 ? $0 << 8 | Int(byte) : nil }
    }
  }
}
