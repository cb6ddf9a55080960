/// Values as compact bytes: equal values make equal bytes, and an array of numbers is one piece.
///
///     absent    0
///     piece     1  length  bytes
///     record    2  count   (length name value)…   the names in order
///     list      3  count   value…
///
/// Lengths and counts are LEB128. A number is its bytes, the lowest first; so infinities and the
/// not-a-number keep their bits. Text is UTF-8.
package enum BinaryCoding {
  /// Returns the bytes of a value.
  ///
  /// - Throws: What the value's own `encode(to:)` throws.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try BinaryEncoder.part(of: value).write(to: &bytes)
    return bytes
  }

  /// Reads a value back.
  ///
  /// - Throws: `DecodingError` when the bytes are no value of the type, or are cut short.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    var reader = BinaryReader(bytes)
    let tree = try reader.tree(depth: 0)
    guard reader.isAtEnd else { throw BinaryReader.damage("bytes behind the value") }
    return try BinaryDecoder.value(type, from: tree)
  }
}

/// A value between its bytes and its Swift type.
enum BinaryTree {
  case absent
  case piece(ArraySlice<UInt8>)
  case record([(name: String, value: BinaryTree)])
  case list([BinaryTree])
}

/// Reads trees; whatever the bytes are, it ends with a tree or an error.
struct BinaryReader {
  private let bytes: [UInt8]
  private var position = 0
  /// No value of ours is nested nearly as deep; bytes that were tampered with may be.
  private static let deepest = 500

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func tree(depth: Int) throws -> BinaryTree {
    guard depth < Self.deepest else { throw Self.damage("nested too deep") }
    switch try byte() {
    case 0: return .absent
    case 1: return .piece(try piece(try number()))
    case 2:
      let count = try number(perItem: 2)
      var fields: [(name: String, value: BinaryTree)] = []
      fields.reserveCapacity(count)
      for _ in 0..<count {
        let name = String(decoding: try piece(try number()), as: UTF8.self)
        fields.append((name, try tree(depth: depth + 1)))
      }
      return .record(fields)
    case 3:
      let count = try number(perItem: 1)
      var items: [BinaryTree] = []
      items.reserveCapacity(count)
      for _ in 0..<count { items.append(try tree(depth: depth + 1)) }
      return .list(items)
    default: throw Self.damage("an unknown kind of value")
    }
  }

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw Self.damage("cut short") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func number() throws -> Int {
    var number: UInt = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      let byte = try byte()
      number |= UInt(byte & 0x7F) << UInt(shift)
      if byte < 0x80 { return Int(number) }
    }
    throw Self.damage("a length beyond all files")
  }

  /// Reads a count of items of which each takes so many bytes or more.
  private mutating func number(perItem size: Int) throws -> Int {
    let count = try number()
    guard count <= (bytes.count - position) / size else { throw Self.damage("cut short") }
    return count
  }

  private mutating func piece(_ length: Int) throws -> ArraySlice<UInt8> {
    guard length <= bytes.count - position else { throw Self.damage("cut short") }
    defer { position += length }
    return bytes[position..<position + length]
  }

  static func damage(_ what: String) -> DecodingError {
    DecodingError.dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: what))
  }
}
