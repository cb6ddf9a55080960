import CellOutputs

/// What happens while a chapter runs, for a live line on the terminal.
package struct ExecutionEvent: Sendable {
  package enum Happening: Sendable {
    case compiling
    case running
    case output(CellOutput)
    case progress(TrainingProgress)
    /// It writes this file, or has removed it; the path begins in the project's folder, unless it leads out
    /// of it.
    case made(path: String)
    /// `isExpected` is false for a failure that the cell's options do not foresee.
    case finished(CellResult, isExpected: Bool)
    /// Run again only because cells below need its values; its result is the cached one.
    case restoring
    /// The result came from the cache.
    case cached
  }

  /// The chapter's slug.
  package var chapter: String
  package var cell: String
  /// Whether it is a cell, and not the inline expressions that follow one.
  package var isCell: Bool
  /// From 1, among the chapter's cells.
  package var number: Int
  package var count: Int
  package var happening: Happening

  package init(
    chapter: String, cell: String, isCell: Bool = true, number: Int, count: Int,
    happening: Happening
  ) {
    self.chapter = chapter
    self.cell = cell
    self.isCell = isCell
    self.number = number
    self.count = count
    self.happening = happening
  }
}

extension ChapterProgram {
  /// Says what happens to a unit, in the words of an event.
  package func event(_ unit: Int, _ happening: ExecutionEvent.Happening) -> ExecutionEvent {
    let number = units.prefix(unit + 1).count { $0.isCell }
    return ExecutionEvent(
      chapter: slug, cell: units[unit].name, isCell: units[unit].isCell, number: number,
      count: cellCount, happening: happening)
  }

  /// Says that a unit has ended.
  package func event(_ unit: Int, endingWith result: CellResult) -> ExecutionEvent {
    let isExpected = result.failure?.kind.isExpected(by: units[unit].options.error) ?? true
    return event(unit, .finished(result, isExpected: isExpected))
  }
}
