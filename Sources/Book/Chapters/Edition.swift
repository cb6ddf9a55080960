/// For whom a book is made.
package enum Edition: String, CaseIterable, Hashable, Sendable {
  /// With solutions and the teacher's notes.
  case instructor
  /// Without a trace of them.
  case student

  /// The classes of what students do not get.
  static let classesForInstructor: Set<String> = ["instructor", "solution"]
}

extension Block {
  /// Whether the block stands in the instructor's edition only: a solution, or a teacher's note.
  ///
  ///     ::: {#sol-padding-sum}        the solution of an exercise
  ///     ::: {.solution}               one without a label
  ///     ::: {.callout-note .instructor}
  ///     //| label: sol-padding-sum    a cell by itself
  package var isForInstructor: Bool {
    switch self {
    case .division, .cell: isMeantForInstructor
    default: false
    }
  }

  /// Whether its label or a class says that the block is no concern of students.
  package var isMeantForInstructor: Bool {
    let classes =
      switch self {
      case .heading(let heading): heading.attributes.classes
      case .code(let code): code.attributes.classes
      case .cell(let cell): cell.options.classes
      case .division(let division): division.attributes.classes
      case .table(let table): table.classes
      case .image(let image): image.attributes.classes
      case .paragraph, .list, .math, .quote, .rule: [String]()
      }
    return !Edition.classesForInstructor.isDisjoint(with: classes)
      || ownLabels.contains { NumberedKind(label: $0.name) == .solution }
  }

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
