import CellOutputs

/// What happens while a render runs, for whoever watches it.
package enum RenderEvent: Sendable {
  /// A cell, as a watcher names it.
  package struct CellPlace: Hashable, Sendable {
    /// The chapter's slug, such as `03-lenet-5`.
    package var chapter: String
    package var cell: String
    /// From 1, among the chapter's cells.
    package var number: Int
    package var count: Int

    package init(chapter: String, cell: String, number: Int, count: Int) {
      self.chapter = chapter
      self.cell = cell
      self.number = number
      self.count = count
    }
  }

  case waitingForAnotherRender
  case cellStarted(CellPlace)
  case training(CellPlace, TrainingProgress)
  /// `seconds` of wall time; `nil` when the result came from the cache.
  case cellFinished(CellPlace, seconds: Double?, failed: Bool)
  /// It was not run, because a cell above it failed.
  case cellSkipped(CellPlace)
  /// A cell writes this file, or has removed it; see `ExecutionEvent.Happening.made`.
  case fileMade(path: String)
  case typesetting(format: String)
}
