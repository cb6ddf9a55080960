extension CellRuntime {
  /// Puts a property into a keyed container, as synthesized code does: an optional only when it holds
  /// something.
  @_disfavoredOverload
  public static func encode<Value: Encodable, Key>(
    _ value: Value, for key: Key, in values: inout KeyedEncodingContainer<Key>
  ) throws {
    try values.encode(value, forKey: key)
  }

  public static func encode<Value: Encodable, Key>(
    _ value: Value?, for key: Key, in values: inout KeyedEncodingContainer<Key>
  ) throws {
    try values.encodeIfPresent(value, forKey: key)
  }

  /// Reads a property of a type that follows from where it goes.
  @_disfavoredOverload
  public static func decode<Value: Decodable, Key>(
    _ key: Key, of values: KeyedDecodingContainer<Key>
  ) throws -> Value {
    try values.decode(Value.self, forKey: key)
  }

  public static func decode<Value: Decodable, Key>(
    _ key: Key, of values: KeyedDecodingContainer<Key>
  ) throws -> Value? {
    try values.decodeIfPresent(Value.self, forKey: key)
  }
}
