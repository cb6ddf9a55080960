import Chapters
import Foundation

extension BookBuilder {
  /// Runs the chapters and compares what their cells show with what they are expected to show.
  ///
  /// No report is made.
  ///
  /// - Throws: `PipelineError` or `CancellationError`.
  package func check(
    watching watch: @escaping @Sendable (RenderEvent) -> Void
  ) async throws -> CheckOutcome {
    let lock = try await ProjectLock(in: project.stateFolder) { watch(.waitingForAnotherRender) }
    defer { withExtendedLifetime(lock) {} }
    let start = Date()
    let run = try await run(watching: watch)
    _ = try limitCache(sparing: start)
    return CheckOutcome(
      diagnostics: run.diagnostics,
      count: (run.executed ?? []).reduce(0) { $0 + $1.forReport.expectations.count },
      unmet: run.unmetExpectations)
  }
}

/// What became of the expectations of a book.
package struct CheckOutcome: Sendable {
  /// What is wrong with the chapters and their cells.
  package var diagnostics: [Diagnostic]
  /// How many expectations there are.
  package var count: Int
  package var unmet: [UnmetExpectation]
}
