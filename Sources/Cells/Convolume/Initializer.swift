/// The value of a top-level binding whose initializer may throw.
///
/// A global's initializer must not throw in Swift. So the cell's `let x = try f()` becomes an
/// `Initializer`, which the cell's entry function evaluates at its place, and a `let x` that takes
/// the value out of it.
public final class Initializer<Value> {
  private var body: (@MainActor () throws -> Value)?
  private var value: Value?

  public init(_ body: @escaping @MainActor () throws -> Value) {
    self.body = body
  }

  /// Evaluates the initializer, once.
  ///
  /// - Throws: What the initializer throws.
  @MainActor public func evaluate() throws {
    guard let body else { return }
    self.body = nil
    value = try body()
  }

  /// Moves the value out, so that a variable made from it is not copied when it changes.
  public func take() -> Value {
    taken(&value)
  }
}

/// The value of a top-level binding whose initializer waits.
public final class WaitingInitializer<Value> {
  private var body: (@MainActor () async throws -> Value)?
  private var value: Value?

  public init(_ body: @escaping @MainActor () async throws -> Value) {
    self.body = body
  }

  /// Evaluates the initializer, once.
  ///
  /// - Throws: What the initializer throws.
  @MainActor public func evaluate() async throws {
    guard let body else { return }
    self.body = nil
    value = try await body()
  }

  /// Moves the value out, so that a variable made from it is not copied when it changes.
  public func take() -> Value {
    taken(&value)
  }
}

private func taken<Value>(_ value: inout Value?) -> Value {
  guard let taken = value else {
    fatalError("This value is used before its cell has made it.")
  }
  value = nil
  return taken
}

/// The value of a top-level `let` or `var` that is declared first and assigned further down.
public final class LaterValue<Value> {
  private let name: String
  /// Empty until the first assignment.
  private var storage: [Value] = []

  public init(_ name: String) {
    self.name = name
  }

  /// The value.
  ///
  /// - Precondition: It was assigned; the compiler's own check ends at the border of a cell.
  public var value: Value {
    _read {
      check()
      yield storage[0]
    }
    _modify {
      check()
      yield &storage[0]
    }
  }

  public func assign(_ value: Value) {
    storage = [value]
  }

  private func check() {
    if storage.isEmpty { fatalError("'\(name)' is used before it is assigned.") }
  }
}

/// A value of a cell above, as a cell reaches it that gives its name a new meaning.
public final class EarlierValue<Value> {
  private let get: () -> Value
  private let set: (Value) -> Void

  public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) {
    self.get = get
    self.set = set
  }

  /// A value that the cell only reads.
  public convenience init(get: @escaping () -> Value) {
    self.init(get: get) { _ in fatalError("This value cannot be changed from here.") }
  }

  public var value: Value {
    get { get() }
    set { set(newValue) }
  }
}
