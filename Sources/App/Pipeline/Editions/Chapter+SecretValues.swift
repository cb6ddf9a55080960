import Chapters
import Execution

/// Values in text for students that would tell them of a solution.
///
/// A cell that is left out computed them, or one that rests on an exercise: the book runs it with the
/// solution, and students see its code alone.
extension Chapter {
  struct SecretValue {
    var expression: String
    var position: SourcePosition
    /// The cell that gave it its value.
    var cell: Cell
    /// Whether students see that cell, which rests on an exercise.
    var isCheck: Bool
  }

  /// The values that must not be shown, in the order of the text.
  var secretValues: [SecretValue] {
    let shown = cellIndices(in: .student)
    let checks = withoutSolutions.cellsOnExercises
    let cells = cells
    guard shown.count < cells.count || !checks.isEmpty else { return [] }
    let program = ChapterProgram(self)
    var secret: [Int: Cell] = [:]
    for (index, unit) in program.units.enumerated() {
      guard case .cell(let cell) = unit.kind else { continue }
      if !shown.contains(cell) || checks.contains(cell) { secret[index] = cells[cell] }
    }
    return inlineExpressions(in: .student).compactMap { expression, position in
      let above = program.units.indices.filter {
        program.units[$0].isCell && program.units[$0].firstLine <= position.line
      }
      let touching = program.units.lastTouching(
        CellNames(expression).read, above: above, secret: Set(secret.keys))
      return touching.flatMap { secret[$0] }.map { cell in
        SecretValue(
          expression: expression, position: position, cell: cell,
          isCheck: shown.contains(cell.index))
      }
    }
  }

  /// The expressions in text for students that may be shown, by the cell in whose state they are read.
  var valuesForStudents: [Int: Set<String>] {
    // By place as well: a solution may say the same, and a caption has all its values at one place.
    struct Value: Hashable {
      var expression: String
      var position: SourcePosition
    }
    let open = Set(inlineExpressions(in: .student).map { Value(expression: $0, position: $1) })
      .subtracting(secretValues.map { Value(expression: $0.expression, position: $0.position) })
    return inlineValues.reduce(into: [:]) { values, value in
      guard let cell = value.cell,
        open.contains(Value(expression: value.expression, position: value.position))
      else { return }
      values[cell, default: []].insert(value.expression)
    }
  }
}

extension [CellUnit] {
  /// The first secret unit that gave a value to one of some names, or to what the functions among them
  /// read; `nil` where there is none.
  ///
  /// The latest meaning of a name counts, and who may have changed its value since.
  fileprivate func lastTouching(
    _ names: Set<String>, above: [Int], secret: Set<Int>
  ) -> Int? {
    var known = names
    var open = names.sorted()
    while let name = open.popLast() {
      let touching = above.last { index in
        self[index].names.defined[name] != nil
          || (secret.contains(index) && self[index].names.changed.contains(name))
      }
      guard let touching else { continue }
      if secret.contains(touching) { return touching }
      guard self[touching].names.callable.contains(name) else { continue }
      open += self[touching].names.deferredRead.filter { known.insert($0).inserted }.sorted()
    }
    return nil
  }
}
