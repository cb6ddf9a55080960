import CellOutputs
import Foundation
import Synchronization

/// What the code generated around a cell calls; a chapter has no need of it.
public enum CellRuntime {
  /// Notes which part of the cell runs next, so that a thrown error has a place.
  ///
  /// - Parameters:
  ///   - line: From 1, within the cell.
  ///   - column: From 1, in UTF-8 bytes.
  public static func mark(_ line: Int, _ column: Int) {
    current.withLock { $0.place = (line, column) }
  }

  /// Runs a cell's statements and keeps what they throw.
  ///
  /// - Precondition: Called on the main thread, to which a script's top level belongs.
  public static func run(_ body: @MainActor () throws -> Void) {
    current.withLock { $0 = Run() }
    MainActor.assumeIsolated {
      do {
        try body()
      } catch {
        fail(with: error)
      }
    }
  }

  /// Runs a cell's statements, some of which wait, and keeps what they throw.
  ///
  /// Meanwhile the main thread serves the main actor and the main queue, as it does for a script.
  ///
  /// - Precondition: Called on the main thread.
  public static func runWaiting(_ body: @escaping @MainActor () async throws -> Void) {
    current.withLock { $0 = Run(isWaiting: true) }
    Task { @MainActor in
      do {
        try await body()
      } catch {
        fail(with: error)
      }
      current.withLock { $0.isWaiting = false }
    }
    // Each turn of the loop ends when it has served something.
    while current.withLock({ $0.isWaiting }) {
      _ = RunLoop.main.run(mode: .default, before: .distantFuture)
    }
  }

  /// Notes that all statements of the cell are done, and that what follows is displayed.
  ///
  /// What is used from here on matters to what the cell shows, not to the cells below it.
  public static func beginDisplay() {
    Session.beginDisplay()
  }

  /// Hands over the text of an inline expression.
  public static func inlineValue(_ expression: String, _ value: some Any) {
    Session.send(.inlineValue(expression: expression, text: String(describing: value)))
  }

  /// What the last cell threw; `nil` when it ended well.
  package static var failure: WorkerReply.ThrownError? { current.withLock { $0.failure } }

  private struct Run {
    var place = (line: 1, column: 1)
    var failure: WorkerReply.ThrownError?
    var isWaiting = false
  }

  // A cell that waits goes on on any thread.
  private static let current = Mutex(Run())

  private static func fail(with error: any Error) {
    let message = describe(error)
    current.withLock {
      $0.failure = WorkerReply.ThrownError(
        message: message, line: $0.place.line, column: $0.place.column)
    }
  }

  /// The error's own sentence where it has one.
  private static func describe(_ error: any Error) -> String {
    if let localized = error as? any LocalizedError, let sentence = localized.errorDescription {
      return sentence
    }
    return String(describing: error)
  }
}
