import Chapters
import Execution

/// Cells that students fill in: `//| exercise: true`.
///
/// In the book such a cell is shown as it is, and not run: it need not even compile. A cell below that
/// uses what it defines runs with the meaning that a solution in between gives to the same name; where none
/// does, it is only shown as well. On a student's copy all of them run, and a failure is shown.
extension Chapter {
  /// Whether a student works on this copy of the chapter.
  var isStudentCopy: Bool { frontMatter.edition == .student }

  /// The chapter with its exercises as they are to be run.
  var settingExercises: Chapter {
    let cells = cellsOnExercises
    guard !cells.isEmpty else { return self }
    return changingCells { cell in
      guard cells.contains(cell.index) else { return }
      if isStudentCopy {
        if cell.options.error == .stop { cell.options.error = .show }
      } else {
        cell.options.eval = false
      }
    }
  }

  /// The exercises, and the cells that rest on one of them, by `Cell.index`.
  var cellsOnExercises: Set<Int> {
    let exercises = Set(cells.filter(\.options.isExercise).map(\.index))
    guard !exercises.isEmpty else { return [] }
    // What is not run defines nothing; here it counts what it would define.
    let whole = changingCells { cell in
      if cell.options.isExercise { cell.options.eval = true }
    }
    return whole.cells(restingOn: exercises)
  }

  /// `roots`, and the cells that need one of them, or one that does.
  func cells(restingOn roots: Set<Int>) -> Set<Int> {
    let program = ChapterProgram(self)
    var units: Set<Int> = []
    var cells = roots
    for (index, unit) in program.units.enumerated() {
      guard case .cell(let cell) = unit.kind else { continue }
      if roots.contains(cell) || program.graph.needs[index].contains(where: units.contains) {
        units.insert(index)
        cells.insert(cell)
      }
    }
    return cells
  }

  /// The chapter as students have it: what only the instructor's edition shows is not run.
  var withoutSolutions: Chapter {
    let shown = cellIndices(in: .student)
    return changingCells { cell in
      if !shown.contains(cell.index) { cell.options.eval = false }
    }
  }
}
