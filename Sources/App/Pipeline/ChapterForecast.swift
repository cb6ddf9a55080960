/// What a render would do with the cells of a chapter, as `--explain` tells it.
package struct ChapterForecast: Hashable, Sendable, CustomStringConvertible {
  /// The chapter's path as the user knows it.
  package var chapter: String
  package var cells: [ChapterExecution.Forecast]

  /// A line for the chapter, and one for each cell.
  ///
  ///     chapters/03-lenet-5.md
  ///       hit   fig-architecture
  ///       miss  fig-curves: source, upstream cell-4
  package var description: String {
    let lines = cells.map { cell in
      cell.reasons.map { "  miss  \(cell.cell): \($0.joined(separator: ", "))" }
        ?? "  hit   \(cell.cell)"
    }
    return ([chapter] + lines).joined(separator: "\n")
  }
}
