extension Chapter {
  /// Returns the chapter with each of its cells as `change` leaves it, but for those in footnotes.
  package func changingCells(_ change: (inout Cell) -> Void) -> Chapter {
    var chapter = self
    chapter.blocks = blocks.map { $0.changingCells(change) }
    return chapter
  }

  /// The label of the exercise that each cell stands in, by `Cell.index`.
  package var exercises: [Int: String] {
    var exercises: [Int: String] = [:]
    forEachBlock { block in
      guard case .division(let division) = block, let label = division.attributes.label,
        NumberedKind(label: label) == .exercise
      else { return }
      block.forEachBlock { if case .cell(let cell) = $0 { exercises[cell.index] = label } }
    }
    return exercises
  }
}

extension Block {
  fileprivate func changingCells(_ change: (inout Cell) -> Void) -> Block {
    switch self {
    case .cell(var cell):
      change(&cell)
      return .cell(cell)
    case .list(var list):
      list.items = list.items.map { item in item.map { $0.changingCells(change) } }
      return .list(list)
    case .quote(let content): return .quote(content.map { $0.changingCells(change) })
    case .division(var division):
      division.content = division.content.map { $0.changingCells(change) }
      return .division(division)
    case .heading, .paragraph, .code, .math, .table, .image, .rule: return self
    }
  }
}
