/// Makes values of trees, by way of their `init(from:)`.
struct BinaryDecoder: Decoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  fileprivate let tree: BinaryTree

  static func value<Value: Decodable>(
    _ type: Value.Type, from tree: BinaryTree, at path: [any CodingKey]
  ) throws -> Value {
    if case .piece(let piece) = tree, let array = type as? any BinaryArray.Type {
      guard let value = array.read(piece) as? Value else { throw mismatch(type, at: path) }
      return value
    }
    return try Value(from: BinaryDecoder(codingPath: path, tree: tree))
  }

  fileprivate static func piece<Value: BinaryPiece>(
    _ type: Value.Type, from tree: BinaryTree, at path: [any CodingKey]
  ) throws -> Value {
    guard case .piece(let piece) = tree, let value = Value(piece: piece) else {
      throw mismatch(type, at: path)
    }
    return value
  }

  fileprivate static func mismatch(_ type: Any.Type, at path: [any CodingKey]) -> DecodingError {
    DecodingError.typeMismatch(
      type, DecodingError.Context(codingPath: path, debugDescription: "another value is there"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try Record<Key>(tree, at: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try List(tree, at: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    Single(tree: tree, codingPath: codingPath)
  }

  fileprivate struct Record<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let codingPath: [any CodingKey]
    private let fields: [(name: String, value: BinaryTree)]

    init(_ tree: BinaryTree, at path: [any CodingKey]) throws {
      guard case .record(let fields) = tree else {
        throw BinaryDecoder.mismatch([String: Any].self, at: path)
      }
      self.fields = fields
      codingPath = path
    }

    var allKeys: [Key] { fields.compactMap { Key(stringValue: $0.name) } }

    /// Records have few fields, so looking through them is as quick as anything.
    private func field(_ key: Key) throws -> BinaryTree {
      guard let field = fields.first(where: { $0.name == key.stringValue }) else {
        throw DecodingError.keyNotFound(
          key, DecodingError.Context(codingPath: codingPath, debugDescription: "it is not there"))
      }
      return field.value
    }

    func contains(_ key: Key) -> Bool { fields.contains { $0.name == key.stringValue } }

    func decodeNil(forKey key: Key) throws -> Bool {
      if case .absent = try field(key) { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try BinaryDecoder.value(type, from: try field(key), at: codingPath + [key])
    }

    private func piece<Value: BinaryPiece>(_ key: Key) throws -> Value {
      try BinaryDecoder.piece(Value.self, from: try field(key), at: codingPath + [key])
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try piece(key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try piece(key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try piece(key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try piece(key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try piece(key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try piece(key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try piece(key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try piece(key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try piece(key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try piece(key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try piece(key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try piece(key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try piece(key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try piece(key) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      KeyedDecodingContainer(try Record<Nested>(try field(key), at: codingPath + [key]))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try List(try field(key), at: codingPath + [key])
    }

    func superDecoder() throws -> any Decoder {
      guard let field = fields.first(where: { $0.name == "super" }) else {
        throw BinaryReader.damage("no superclass", at: codingPath)
      }
      return BinaryDecoder(codingPath: codingPath, tree: field.value)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
      BinaryDecoder(codingPath: codingPath + [key], tree: try field(key))
    }
  }

  fileprivate struct List: UnkeyedDecodingContainer {
    let codingPath: [any CodingKey]
    private let items: [BinaryTree]
    private(set) var currentIndex = 0

    init(_ tree: BinaryTree, at path: [any CodingKey]) throws {
      guard case .list(let items) = tree else {
        throw BinaryDecoder.mismatch([Any].self, at: path)
      }
      self.items = items
      codingPath = path
    }

    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex == items.count }

    private mutating func next() throws -> BinaryTree {
      guard !isAtEnd else { throw BinaryReader.damage("no further item", at: codingPath) }
      defer { currentIndex += 1 }
      return items[currentIndex]
    }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, case .absent = items[currentIndex] else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try BinaryDecoder.value(type, from: try next(), at: codingPath)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
      KeyedDecodingContainer(try Record<Nested>(try next(), at: codingPath))
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try List(try next(), at: codingPath)
    }

    mutating func superDecoder() throws -> any Decoder {
      BinaryDecoder(codingPath: codingPath, tree: try next())
    }
  }

  fileprivate struct Single: SingleValueDecodingContainer {
    let tree: BinaryTree
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool { if case .absent = tree { true } else { false } }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      if let piece = type as? any BinaryPiece.Type {
        guard case .piece(let bytes) = tree, let value = piece.init(piece: bytes) as? Value else {
          throw BinaryDecoder.mismatch(type, at: codingPath)
        }
        return value
      }
      return try BinaryDecoder.value(type, from: tree, at: codingPath)
    }
  }
}
