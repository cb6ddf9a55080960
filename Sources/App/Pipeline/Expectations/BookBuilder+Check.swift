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
    let executed = (run.executed ?? []).map(\.forReport)
    let exercises = executed.flatMap(\.gradedExercises)
    return CheckOutcome(
      diagnostics: run.diagnostics,
      count: executed.reduce(0) { $0 + $1.otherExpectations },
      unmet: executed.flatMap { chapter in
        chapter.unmetExpectations.filter { !chapter.isGraded($0) }
      }, exercises: exercises)
  }
}

/// What became of the expectations of a book.
package struct CheckOutcome: Sendable {
  /// What is wrong with the chapters and their cells.
  package var diagnostics: [Diagnostic]
  /// How many expectations there are, those that check exercises aside.
  package var count: Int
  package var unmet: [UnmetExpectation]
  /// The exercises on students' copies.
  package var exercises: [GradedExercise] = []
}
