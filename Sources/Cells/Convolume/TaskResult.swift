/// The task behind a top-level `async let`, which the cells below may await as well.
public final class TaskResult<Value>: @unchecked Sendable {
  private let task: Task<Carrier, any Error>

  /// Carries the value from its task to the one that awaits it; no third one sees it.
  private struct Carrier: @unchecked Sendable {
    var value: Value
  }

  /// Starts the task.
  public init(_ body: @escaping @Sendable () async throws -> Value) {
    task = Task { Carrier(value: try await body()) }
  }

  /// What the task returned.
  ///
  /// - Throws: What the task threw.
  public var value: Value {
    get async throws { try await task.value.value }
  }

  /// What the task returned, where the compiler need not be told that it may throw.
  public var certainValue: Value {
    get async {
      do {
        return try await value
      } catch {
        fatalError("An 'async let' threw an error where nothing tries it: \(error)")
      }
    }
  }
}
