import Synchronization

/// Who makes which thing just now: whoever comes second for the same waits, and then finds it made.
///
/// A page, a notebook and a figure's own file ask for one drawing at the same time.
final class Turns: Sendable {
  /// Who waits, by what for; no entry for what nobody makes.
  private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

  /// Runs `body` when nobody else does for the same key.
  ///
  /// - Precondition: `body` takes no turn at a key whose holder waits for this one.
  func take<Result>(
    at key: String, _ body: () async throws -> Result
  ) async rethrows -> Result {
    await begin(key)
    defer { end(key) }
    return try await body()
  }

  private func begin(_ key: String) async {
    await withCheckedContinuation { continuation in
      let isFree = waiting.withLock { waiting in
        if waiting[key] != nil {
          waiting[key]?.append(continuation)
          return false
        }
        waiting[key] = []
        return true
      }
      if isFree { continuation.resume() }
    }
  }

  /// Hands the key over to the next, in the order in which they came.
  private func end(_ key: String) {
    let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
      guard let first = waiting[key]?.first else {
        waiting[key] = nil
        return nil
      }
      waiting[key]?.removeFirst()
      return first
    }
    next?.resume()
  }
}
