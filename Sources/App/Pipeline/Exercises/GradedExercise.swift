import CellOutputs
import Chapters
import Reports

/// What became of an exercise on a student's copy.
package struct GradedExercise: Hashable, Sendable {
  package enum Verdict: Hashable, Sendable {
    case passed
    /// What is wrong, and where.
    case failed(String)
    /// No cell below that uses it says what to expect.
    case unchecked
  }

  /// The chapter's path as the user knows it.
  package var chapter: String
  /// The line on which the cell's code begins.
  package var line: Int
  /// The exercise's label, else the cell's name.
  package var name: String
  package var verdict: Verdict
  /// How many expectations check it.
  package var checks: Int
}

extension ReportBuilder.ExecutedChapter {
  /// The exercises of a student's copy, each graded by the cells that rest on it and say what they expect.
  package var gradedExercises: [GradedExercise] {
    guard chapter.isStudentCopy else { return [] }
    let labels = chapter.exercises
    let unmet = unmetExpectations
    return chapter.cells.filter(\.options.isExercise).map { exercise in
      let resting = chapter.cells(restingOn: [exercise.index])
      let checks = chapter.cells.filter {
        resting.contains($0.index) && $0.options.eval && !$0.options.expectations.isEmpty
      }
      func failure(of cell: Cell) -> String? {
        guard results.indices.contains(cell.index), let failure = results[cell.index].failure else {
          return nil
        }
        let message = failure.message.split(whereSeparator: \.isNewline).first ?? ""
        return "line \(failure.line ?? cell.position.line): \(message)"
      }
      let mistake =
        failure(of: exercise) ?? checks.lazy.compactMap(failure).first
        ?? unmet.first { wrong in checks.contains { $0.index == wrong.index } }.map { wrong in
          "line \(wrong.expectation.position.line): '\(wrong.expectation.text)' is expected, got "
            + (wrong.found.map { "'\($0)'" } ?? "nothing")
        }
      return GradedExercise(
        chapter: chapter.path, line: exercise.position.line,
        name: labels[exercise.index] ?? exercise.name,
        verdict: mistake.map { .failed($0) } ?? (checks.isEmpty ? .unchecked : .passed),
        checks: checks.reduce(0) { $0 + $1.options.expectations.count })
    }
  }

  /// How many expectations are about no exercise.
  var otherExpectations: Int {
    guard chapter.isStudentCopy else { return expectations.count }
    let graded = chapter.cellsOnExercises
    return chapter.cells.filter { $0.options.eval && !graded.contains($0.index) }
      .reduce(0) { $0 + $1.options.expectations.count }
  }

  /// Whether an expectation is about an exercise, and so told with that.
  func isGraded(_ unmet: UnmetExpectation) -> Bool {
    chapter.isStudentCopy && chapter.cellsOnExercises.contains(unmet.index)
  }
}
