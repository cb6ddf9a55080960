/// Makes values of trees, by way of their `init(from:)`.
struct BinaryDecoder: Decoder {
  fileprivate let tree: BinaryTree

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func value<Value: Decodable>(
    _ type: Value.Type, from tree: BinaryTree
  ) throws -> Value {
    if case .piece(let piece) = tree, let known = BinaryPieces.types[ObjectIdentifier(type)] {
      guard let value = known.init(piece: piece) as? Value else { throw mismatch(type) }
      return value
    }
    return try Value(from: BinaryDecoder(tree: tree))
  }

  fileprivate static func piece<Value: BinaryPiece>(from tree: BinaryTree) throws -> Value {
    guard case .piece(let piece) = tree, let value = Value(piece: piece) else {
      throw mismatch(Value.self)
    }
    return value
  }

  fileprivate static func mismatch(_ type: Any.Type) -> DecodingError {
    DecodingError.typeMismatch(
      type, DecodingError.Context(codingPath: [], debugDescription: "another value is there"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try Record<Key>(tree))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try List(tree)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    Single(tree: tree)
  }

  fileprivate struct Record<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let fields: [(name: String, value: BinaryTree)]

    var codingPath: [any CodingKey] { [] }

    init(_ tree: BinaryTree) throws {
      guard case .record(let fields) = tree else {
        throw BinaryDecoder.mismatch([String: Any].self)
      }
      self.fields = fields
    }

    var allKeys: [Key] { fields.compactMap { Key(stringValue: $0.name) } }

    /// A part by its name.
    ///
    /// Of few fields, looking through them is as quick as anything. A dictionary may have thousands, and the names
    /// are in order.
    private func known(_ name: String) -> BinaryTree? {
      guard fields.count > 16 else { return fields.first { $0.name == name }?.value }
      var (low, high) = (0, fields.count)
      while low < high {
        let middle = (low + high) / 2
        if fields[middle].name < name { low = middle + 1 } else { high = middle }
      }
      return low < fields.count && fields[low].name == name ? fields[low].value : nil
    }

    private func field(_ key: Key) throws -> BinaryTree {
      guard let value = known(key.stringValue) else {
        throw DecodingError.keyNotFound(
          key, DecodingError.Context(codingPath: [], debugDescription: "it is not there"))
      }
      return value
    }

    func contains(_ key: Key) -> Bool { known(key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
      if case .absent = try field(key) { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try BinaryDecoder.value(type, from: try field(key))
    }

    private func piece<Value: BinaryPiece>(_ key: Key) throws -> Value {
      try BinaryDecoder.piece(from: try field(key))
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
      KeyedDecodingContainer(try Record<Nested>(try field(key)))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try List(try field(key))
    }

    func superDecoder() throws -> any Decoder {
      guard let tree = known("super") else { throw BinaryReader.damage("no superclass") }
      return BinaryDecoder(tree: tree)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
      BinaryDecoder(tree: try field(key))
    }
  }

  fileprivate struct List: UnkeyedDecodingContainer {
    private let items: [BinaryTree]
    private(set) var currentIndex = 0

    var codingPath: [any CodingKey] { [] }

    init(_ tree: BinaryTree) throws {
      guard case .list(let items) = tree else { throw BinaryDecoder.mismatch([Any].self) }
      self.items = items
    }

    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex == items.count }

    private mutating func next() throws -> BinaryTree {
      guard !isAtEnd else { throw BinaryReader.damage("no further item") }
      defer { currentIndex += 1 }
      return items[currentIndex]
    }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, case .absent = items[currentIndex] else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try BinaryDecoder.value(type, from: try next())
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
      KeyedDecodingContainer(try Record<Nested>(try next()))
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try List(try next())
    }

    mutating func superDecoder() throws -> any Decoder { BinaryDecoder(tree: try next()) }
  }

  fileprivate struct Single: SingleValueDecodingContainer {
    let tree: BinaryTree

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { if case .absent = tree { true } else { false } }

    private func piece<Value: BinaryPiece>() throws -> Value {
      try BinaryDecoder.piece(from: tree)
    }

    func decode(_ type: Bool.Type) throws -> Bool { try piece() }
    func decode(_ type: String.Type) throws -> String { try piece() }
    func decode(_ type: Double.Type) throws -> Double { try piece() }
    func decode(_ type: Float.Type) throws -> Float { try piece() }
    func decode(_ type: Int.Type) throws -> Int { try piece() }
    func decode(_ type: Int8.Type) throws -> Int8 { try piece() }
    func decode(_ type: Int16.Type) throws -> Int16 { try piece() }
    func decode(_ type: Int32.Type) throws -> Int32 { try piece() }
    func decode(_ type: Int64.Type) throws -> Int64 { try piece() }
    func decode(_ type: UInt.Type) throws -> UInt { try piece() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try piece() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try piece() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try piece() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try piece() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try BinaryDecoder.value(type, from: tree)
    }
  }
}
