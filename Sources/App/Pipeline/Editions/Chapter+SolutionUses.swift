import Chapters
import Execution

extension Chapter {
  /// What is shown to students and rests on a cell that is not.
  ///
  /// All cells are run for both editions, so that a value which a solution computes could reach a
  /// student's page; and on a student's copy, which has no such cell, it could not be computed.
  package var usesOfSolutions: [Diagnostic] {
    let shown = cellIndices(in: .student)
    let cells = cells
    guard shown.count < cells.count else { return [] }
    let program = ChapterProgram(self)
    var hidden: [Int: Cell] = [:]
    for (index, unit) in program.units.enumerated() {
      if case .cell(let cell) = unit.kind, !shown.contains(cell) { hidden[index] = cells[cell] }
    }
    let checks = withoutSolutions.cellsOnExercises
    var found: [Diagnostic] = []
    for (index, unit) in program.units.enumerated() {
      guard case .cell(let cell) = unit.kind, shown.contains(cell),
        !checks.contains(cell),
        let needed = program.graph.needs[index].lazy.compactMap({ hidden[$0] }).first
      else { continue }
      found.append(
        use(
          of: needed, "cell '\(unit.name)' needs", at: cells[cell].position,
          length: max(1, line(cells[cell].position.line)?.count ?? 1),
          fix: "compute it in a cell above the exercise, or move this cell into the solution"))
    }
    return found
      + secretValues.map { value in
        use(
          of: value.cell, "'\(value.expression)' shows", at: value.position,
          length: value.expression.count, isCheck: value.isCheck,
          fix: "move the sentence into the solution, or compute the value above the exercise")
      }
  }

  private func use(
    of hidden: Cell, _ subject: String, at position: SourcePosition, length: Int,
    isCheck: Bool = false, fix: String
  ) -> Diagnostic {
    let place = "on line \(hidden.position.line)"
    return Diagnostic(
      .error, file: path, at: position, length: length,
      "\(subject) what '\(hidden.name)' computes, which the student's edition leaves out",
      sourceLine: line(position.line),
      why: isCheck
        ? "'\(hidden.name)', \(place), rests on an exercise, and the book runs it with the solution"
        : "'\(hidden.name)' stands in a solution or a teacher's note, \(place)",
      fix: fix)
  }

  private func line(_ number: Int) -> String? {
    lines.indices.contains(number - 1) ? lines[number - 1] : nil
  }
}
