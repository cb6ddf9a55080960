/// A value of a PDF file.
///
/// - SeeAlso: ISO 32000-1:2008, 7.3.
indirect enum PDFValue: Hashable {
  case null
  /// A number, `true` or `false`, as it is written.
  case word(String)
  /// Without its slash.
  case name(String)
  case string([UInt8])
  case array([PDFValue])
  case dictionary([String: PDFValue])
  case reference(Int)

  subscript(key: String) -> PDFValue {
    if case .dictionary(let entries) = self { entries[key] ?? .null } else { .null }
  }

  /// The object that it refers to.
  var target: Int? {
    if case .reference(let number) = self { number } else { nil }
  }

  /// The items of an array; a value by itself is the only one.
  var items: [PDFValue] {
    switch self {
    case .null: []
    case .array(let items): items
    default: [self]
    }
  }
}

/// Reads values from the bytes of a file.
struct PDFScanner {
  /// The bytes are no PDF that qpdf writes.
  struct Damage: Error, CustomStringConvertible {
    var place: Int
    var description: String { "The PDF is damaged at byte \(place)." }
  }

  let bytes: UnsafeBufferPointer<UInt8>
  var place: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// The next byte; 0 at the end.
  var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

  static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }

  /// Whether a byte ends a name or a word.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "/"), UInt8(ascii: "%"):
      true
    default: false
    }
  }

  mutating func skipSpaces() {
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
  }

  mutating func word() -> Range<Int> {
    let start = place
    while place < bytes.count, !Self.isDelimiter(bytes[place]) { place += 1 }
    return start..<place
  }

  /// Passes over a text in round brackets.
  mutating func skipText() throws {
    var depth = 0
    repeat {
      guard place < bytes.count else { throw Damage(place: place) }
      switch bytes[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      default: break
      }
      place += 1
    } while depth > 0
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Reads the value that stands here.
  mutating func value() throws -> PDFValue {
    skipSpaces()
    switch next {
    case UInt8(ascii: "/"):
      place += 1
      return .name(text(word()))
    case UInt8(ascii: "("): return .string(try string())
    case UInt8(ascii: "["):
      place += 1
      return .array(try items(upTo: UInt8(ascii: "]")))
    case UInt8(ascii: "<"):
      place += 1
      guard next == UInt8(ascii: "<") else { return .string(try hexadecimalString()) }
      place += 1
      let items = try items(upTo: UInt8(ascii: ">"))
      place += 1
      return .dictionary(try dictionary(items))
    default: return try number()
    }
  }

  private mutating func items(upTo end: UInt8) throws -> [PDFValue] {
    var items: [PDFValue] = []
    while true {
      skipSpaces()
      if next == end {
        place += 1
        return items
      }
      let start = place
      items.append(try value())
      guard place > start else { throw Damage(place: place) }
    }
  }

  private func dictionary(_ items: [PDFValue]) throws -> [String: PDFValue] {
    var entries: [String: PDFValue] = [:]
    guard items.count % 2 == 0 else { throw Damage(place: place) }
    for index in stride(from: 0, to: items.count, by: 2) {
      guard case .name(let name) = items[index] else { throw Damage(place: place) }
      entries[name] = items[index + 1]
    }
    return entries
  }

  /// Reads a word, or a reference such as `12 0 R`.
  private mutating func number() throws -> PDFValue {
    let first = text(word())
    let behind = place
    if let number = Int(first), number > 0 {
      skipSpaces()
      let generation = text(word())
      skipSpaces()
      if Int(generation) != nil, text(word()) == "R" { return .reference(number) }
      place = behind
    }
    return first == "null" ? .null : .word(first)
  }

  /// Reads a text in round brackets as qpdf writes it.
  private mutating func string() throws -> [UInt8] {
    let start = place
    try skipText()
    var content: [UInt8] = []
    var index = start + 1
    while index < place - 1 {
      var byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        index += 1
        byte = bytes[index]
        switch byte {
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "r"): byte = 0x0D
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0C
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
          let digits = text(index..<min(index + 3, place - 1)).prefix { ("0"..."7").contains($0) }
          byte = UInt8(truncatingIfNeeded: Int(digits, radix: 8) ?? 0)
          index += digits.count - 1
        default: break
        }
      }
      content.append(byte)
      index += 1
    }
    return content
  }

  private mutating func hexadecimalString() throws -> [UInt8] {
    var digits: [UInt8] = []
    while next != UInt8(ascii: ">") {
      guard place < bytes.count else { throw Damage(place: place) }
      if let digit = Character(UnicodeScalar(next)).hexDigitValue { digits.append(UInt8(digit)) }
      place += 1
    }
    place += 1
    if digits.count % 2 == 1 { digits.append(0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
