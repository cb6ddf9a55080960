/// Turns values into trees, by way of their `encode(to:)`.
struct BinaryEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  fileprivate let place: Place

  static func tree<Value: Encodable>(
    of value: Value, at path: [any CodingKey]
  ) throws -> BinaryTree {
    if let numbers = value as? any BinaryArray { return .piece(numbers.piece) }
    let encoder = BinaryEncoder(codingPath: path, place: Place())
    try value.encode(to: encoder)
    return encoder.place.tree
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedPlace<Key>(place: place.asRecord(), codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    UnkeyedPlace(place: place.asList(), codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SinglePlace(place: place, codingPath: codingPath)
  }

  /// Where a value is put together, by whoever holds a container of it.
  fileprivate final class Place {
    private enum Content {
      case nothing
      case done(BinaryTree)
      case record([(name: String, value: Place)])
      case list([Place])
    }

    private var content = Content.nothing

    init() {}
    init(_ tree: BinaryTree) { content = .done(tree) }

    var tree: BinaryTree {
      switch content {
      case .nothing: .record([])
      case .done(let tree): tree
      case .record(let fields): .record(fields.map { ($0.name, $0.value.tree) })
      case .list(let items): .list(items.map(\.tree))
      }
    }

    var count: Int { if case .list(let items) = content { items.count } else { 0 } }

    func set(_ tree: BinaryTree) { content = .done(tree) }

    func asRecord() -> Place {
      if case .nothing = content { content = .record([]) }
      return self
    }

    func asList() -> Place {
      if case .nothing = content { content = .list([]) }
      return self
    }

    func add(_ place: Place, named name: String) {
      guard case .record(var fields) = content else { return }
      content = .nothing
      fields.append((name, place))
      content = .record(fields)
    }

    func add(_ place: Place) {
      guard case .list(var items) = content else { return }
      content = .nothing
      items.append(place)
      content = .list(items)
    }
  }

  fileprivate struct KeyedPlace<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: Place
    let codingPath: [any CodingKey]

    mutating func encodeNil(forKey key: Key) { place.add(Place(.absent), named: key.stringValue) }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      let tree = try BinaryEncoder.tree(of: value, at: codingPath + [key])
      place.add(Place(tree), named: key.stringValue)
    }

    mutating func encode(_ value: Bool, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: String, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Double, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Float, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Int, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Int8, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Int16, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Int32, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: Int64, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: UInt, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: UInt8, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: UInt16, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: UInt32, forKey key: Key) { add(value, key) }
    mutating func encode(_ value: UInt64, forKey key: Key) { add(value, key) }

    private func add(_ value: some BinaryPiece, _ key: Key) {
      place.add(Place(.piece(value.piece)), named: key.stringValue)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      let nested = Place().asRecord()
      place.add(nested, named: key.stringValue)
      return KeyedEncodingContainer(
        KeyedPlace<Nested>(place: nested, codingPath: codingPath + [key]))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      let nested = Place().asList()
      place.add(nested, named: key.stringValue)
      return UnkeyedPlace(place: nested, codingPath: codingPath + [key])
    }

    mutating func superEncoder() -> any Encoder {
      let nested = Place()
      place.add(nested, named: "super")
      return BinaryEncoder(codingPath: codingPath, place: nested)
    }

    mutating func superEncoder(forKey key: Key) -> any Encoder {
      let nested = Place()
      place.add(nested, named: key.stringValue)
      return BinaryEncoder(codingPath: codingPath + [key], place: nested)
    }
  }

  fileprivate struct UnkeyedPlace: UnkeyedEncodingContainer {
    let place: Place
    let codingPath: [any CodingKey]
    var count: Int { place.count }

    mutating func encodeNil() { place.add(Place(.absent)) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      place.add(Place(try BinaryEncoder.tree(of: value, at: codingPath)))
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      let nested = Place().asRecord()
      place.add(nested)
      return KeyedEncodingContainer(KeyedPlace<Nested>(place: nested, codingPath: codingPath))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      let nested = Place().asList()
      place.add(nested)
      return UnkeyedPlace(place: nested, codingPath: codingPath)
    }

    mutating func superEncoder() -> any Encoder {
      let nested = Place()
      place.add(nested)
      return BinaryEncoder(codingPath: codingPath, place: nested)
    }
  }

  fileprivate struct SinglePlace: SingleValueEncodingContainer {
    let place: Place
    let codingPath: [any CodingKey]

    mutating func encodeNil() { place.set(.absent) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      if let piece = value as? any BinaryPiece {
        place.set(.piece(piece.piece))
      } else {
        place.set(try BinaryEncoder.tree(of: value, at: codingPath))
      }
    }
  }
}
