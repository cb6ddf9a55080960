/// For whom a book is made.
package enum Edition: String, CaseIterable, Hashable, Sendable {
  /// With solutions and the teacher's notes.
  case instructor
  /// Without a trace of them.
  case student
}

extension Block {
  /// Whether the block stands in the instructor's edition only: a solution, or a teacher's note.
  ///
  ///     ::: {#sol-padding-sum}        the solution of an exercise
  ///     ::: {.solution}               one without a label
  ///     ::: {.callout-note .instructor}
  ///
  /// A heading cannot: what stands below it is not inside it.
  package var isForInstructor: Bool {
    switch self {
    case .heading: return false
    case .division(let division) where division.attributes.classes.contains(where: Self.isApart):
      return true
    default: return ownLabels.contains { NumberedKind(label: $0.name) == .solution }
    }
  }

  private static func isApart(_ name: String) -> Bool { name == "instructor" || name == "solution" }

  /// Calls `body` with this block and each one inside it that stands in an edition.
  package func forEachBlock(in edition: Edition, _ body: (Block) -> Void) {
    if edition == .student, isForInstructor { return }
    body(self)
    for block in children.flatMap(\.self) { block.forEachBlock(in: edition, body) }
  }
}

extension Chapter {
  /// Whether the two editions of the chapter differ.
  package var hasEditions: Bool {
    var differs = false
    forEachBlock { differs = differs || $0.isForInstructor }
    return differs
  }

  /// The cells that stand in an edition, by `Cell.index`.
  ///
  /// All of them are run for both.
  package func cellIndices(in edition: Edition) -> Set<Int> {
    var indices: Set<Int> = []
    for block in blocks {
      block.forEachBlock(in: edition) {
        if case .cell(let cell) = $0 { indices.insert(cell.index) }
      }
    }
    return indices
  }

  /// The expressions in running text and captions that stand in an edition.
  package func inlineExpressions(
    in edition: Edition
  ) -> [(expression: String, position: SourcePosition)] {
    var found: [(String, SourcePosition)] = []
    for block in blocks {
      block.forEachBlock(in: edition) { found += $0.ownValues(in: path) }
    }
    return found
  }
}
