import Synchronization

/// A value that is made when it is first asked for.
final class Once<Value: Sendable>: Sendable {
  private let make: @Sendable () throws -> Value
  private let made = Mutex<Value?>(nil)

  init(_ make: @escaping @Sendable () throws -> Value) {
    self.make = make
  }

  /// - Throws: What keeps it from being made; the next who asks tries again.
  var value: Value {
    get throws {
      // Whoever else asks meanwhile would only make the same.
      try made.withLock { made in
        let value = try made ?? make()
        made = value
        return value
      }
    }
  }
}
