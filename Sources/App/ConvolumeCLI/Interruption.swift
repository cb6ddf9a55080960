import Foundation

/// Ctrl-C and `kill`, turned into the cancellation of a task.
enum Interruption {
  /// Runs `work`; an interrupt cancels it, so that it can end its children and clean up.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await work() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { task.cancel() }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    do {
      return try await task.value
    } catch {
      throw task.isCancelled ? CancellationError() : error
    }
  }
}
