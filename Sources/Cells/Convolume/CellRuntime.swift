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
  public static func reach(_ line: Int, _ column: Int) {
    current.withLock { $0.place = (line, column) }
  }

  /// Runs a cell's statements and keeps what they throw.
  public static func run(_ body: () throws -> Void) {
    current.withLock { $0 = Run() }
    do {
      try body()
    } catch {
      fail(with: error)
    }
  }

  /// Runs a cell's statements, some of which wait, and keeps what they throw.
  public static func runWaiting(_ body: @escaping @Sendable () async throws -> Void) {
    current.withLock { $0 = Run() }
    let finished = DispatchSemaphore(value: 0)
    Task.detached {
      do {
        try await body()
      } catch {
        fail(with: error)
      }
      finished.signal()
    }
    finished.wait()
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

/// The value of a top-level binding whose initializer may throw.
///
/// A global's initializer must not throw in Swift. So the cell's `let x = try f()` becomes an
/// `Initializer`, which the cell's entry function evaluates at its place, and a `let x` that takes
/// the value out of it.
public final class Initializer<Value> {
  private var body: (() throws -> Value)?
  private var value: Value?

  public init(_ body: @escaping () throws -> Value) {
    self.body = body
  }

  /// Evaluates the initializer, once.
  ///
  /// - Throws: What the initializer throws.
  public func evaluate() throws {
    guard let body else { return }
    self.body = nil
    value = try body()
  }

  /// Moves the value out, so that a variable made from it is not copied when it changes.
  public func take() -> Value {
    do {
      try evaluate()
    } catch {
      fatalError("This value was used above its place in the cell, and it threw: \(error)")
    }
    guard let taken = value else {
      fatalError("This value was never made: its initializer threw an error.")
    }
    value = nil
    return taken
  }
}
