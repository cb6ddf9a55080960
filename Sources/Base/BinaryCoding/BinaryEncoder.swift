/// Turns values into bytes, by way of their `encode(to:)`.
///
/// Where a value stands in another one is not kept: the lists of keys would take longer than all else.
struct BinaryEncoder: Encoder {
  fileprivate let place: Place

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func part<Value: Encodable>(of value: Value) throws -> Part {
    if BinaryPieces.types[ObjectIdentifier(Value.self)] != nil,
      let piece = value as? any BinaryPiece
    {
      return .piece(piece)
    }
    let place = Place()
    try value.encode(to: BinaryEncoder(place: place))
    return .place(place)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedPlace<Key>(place: place.asRecord()))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedPlace(place: place.asList()) }

  func singleValueContainer() -> any SingleValueEncodingContainer { SinglePlace(place: place) }

  /// A value, or a part of one.
  enum Part {
    case absent
    case number(UInt64, bytes: Int)
    case text(String)
    case piece(any BinaryPiece)
    case place(Place)

    init<Number: FixedWidthInteger>(_ number: Number) {
      self = .number(UInt64(truncatingIfNeeded: number), bytes: MemoryLayout<Number>.size)
    }

    func write(to bytes: inout [UInt8]) {
      switch self {
      case .absent: bytes.append(0)
      case .number(let number, let count):
        bytes.append(1)
        bytes.append(UInt8(count))
        for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
      case .text(let text):
        bytes.append(1)
        Self.write(text, to: &bytes)
      case .piece(let piece):
        bytes.append(1)
        Self.write(piece.size, to: &bytes)
        piece.write(to: &bytes)
      case .place(let place): place.write(to: &bytes)
      }
    }

    static func write(_ number: Int, to bytes: inout [UInt8]) {
      var rest = UInt(number)
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }

    static func write(_ text: String, to bytes: inout [UInt8]) {
      write(text.utf8.count, to: &bytes)
      bytes.append(contentsOf: text.utf8)
    }
  }

  /// Where a value is put together, by whoever holds a container of it.
  final class Place {
    private enum Kind { case nothing, single, record, list }

    private var kind = Kind.nothing
    /// Of the parts of a record.
    private var names: [String] = []
    private var parts: [Part] = []

    var count: Int { kind == .list ? parts.count : 0 }

    func set(_ part: Part) {
      kind = .single
      parts = [part]
    }

    func asRecord() -> Place {
      if kind == .nothing { kind = .record }
      return self
    }

    func asList() -> Place {
      if kind == .nothing { kind = .list }
      return self
    }

    func add(_ part: Part, named name: String) {
      guard kind == .record else { return }
      names.append(name)
      parts.append(part)
    }

    func add(_ part: Part) {
      guard kind == .list else { return }
      parts.append(part)
    }

    func write(to bytes: inout [UInt8]) {
      switch kind {
      case .single: for part in parts { part.write(to: &bytes) }
      case .nothing, .record:
        bytes.append(2)
        Part.write(parts.count, to: &bytes)
        for index in parts.indices.sorted(by: { names[$0] < names[$1] }) {
          Part.write(names[index], to: &bytes)
          parts[index].write(to: &bytes)
        }
      case .list:
        bytes.append(3)
        Part.write(parts.count, to: &bytes)
        for part in parts { part.write(to: &bytes) }
      }
    }
  }

  fileprivate struct KeyedPlace<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: Place
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) { place.add(.absent, named: key.stringValue) }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      place.add(try BinaryEncoder.part(of: value), named: key.stringValue)
    }

    private func add(_ part: Part, _ key: Key) { place.add(part, named: key.stringValue) }

    mutating func encode(_ value: Bool, forKey key: Key) { add(Part(UInt8(value ? 1 : 0)), key) }
    mutating func encode(_ value: String, forKey key: Key) { add(.text(value), key) }
    mutating func encode(_ value: Double, forKey key: Key) { add(Part(value.bitPattern), key) }
    mutating func encode(_ value: Float, forKey key: Key) { add(Part(value.bitPattern), key) }
    mutating func encode(_ value: Int, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: Int8, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: Int16, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: Int32, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: Int64, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: UInt, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: UInt8, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: UInt16, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: UInt32, forKey key: Key) { add(Part(value), key) }
    mutating func encode(_ value: UInt64, forKey key: Key) { add(Part(value), key) }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      let nested = Place().asRecord()
      add(.place(nested), key)
      return KeyedEncodingContainer(KeyedPlace<Nested>(place: nested))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      let nested = Place().asList()
      add(.place(nested), key)
      return UnkeyedPlace(place: nested)
    }

    mutating func superEncoder() -> any Encoder {
      let nested = Place()
      place.add(.place(nested), named: "super")
      return BinaryEncoder(place: nested)
    }

    mutating func superEncoder(forKey key: Key) -> any Encoder {
      let nested = Place()
      add(.place(nested), key)
      return BinaryEncoder(place: nested)
    }
  }

  fileprivate struct UnkeyedPlace: UnkeyedEncodingContainer {
    let place: Place
    var codingPath: [any CodingKey] { [] }
    var count: Int { place.count }

    mutating func encodeNil() { place.add(.absent) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      place.add(try BinaryEncoder.part(of: value))
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      let nested = Place().asRecord()
      place.add(.place(nested))
      return KeyedEncodingContainer(KeyedPlace<Nested>(place: nested))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      let nested = Place().asList()
      place.add(.place(nested))
      return UnkeyedPlace(place: nested)
    }

    mutating func superEncoder() -> any Encoder {
      let nested = Place()
      place.add(.place(nested))
      return BinaryEncoder(place: nested)
    }
  }

  fileprivate struct SinglePlace: SingleValueEncodingContainer {
    let place: Place
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() { place.set(.absent) }

    mutating func encode(_ value: Bool) { place.set(Part(UInt8(value ? 1 : 0))) }
    mutating func encode(_ value: String) { place.set(.text(value)) }
    mutating func encode(_ value: Double) { place.set(Part(value.bitPattern)) }
    mutating func encode(_ value: Float) { place.set(Part(value.bitPattern)) }
    mutating func encode(_ value: Int) { place.set(Part(value)) }
    mutating func encode(_ value: Int8) { place.set(Part(value)) }
    mutating func encode(_ value: Int16) { place.set(Part(value)) }
    mutating func encode(_ value: Int32) { place.set(Part(value)) }
    mutating func encode(_ value: Int64) { place.set(Part(value)) }
    mutating func encode(_ value: UInt) { place.set(Part(value)) }
    mutating func encode(_ value: UInt8) { place.set(Part(value)) }
    mutating func encode(_ value: UInt16) { place.set(Part(value)) }
    mutating func encode(_ value: UInt32) { place.set(Part(value)) }
    mutating func encode(_ value: UInt64) { place.set(Part(value)) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
      place.set(try BinaryEncoder.part(of: value))
    }
  }
}
