/// A block fenced with `{swift}`: code that is shown, compiled and run.
package struct Cell: Hashable, Sendable {
  /// The code, without the option lines.
  package var source: String
  package var options: CellOptions
  /// Where the first line of `source` stands in the chapter.
  package var position: SourcePosition
  /// The cell's place among the chapter's cells, from 0.
  package var index: Int
  /// Where the label is written, when the cell has one.
  package var labelPosition: SourcePosition?

  package init(
    source: String, options: CellOptions, position: SourcePosition, index: Int,
    labelPosition: SourcePosition? = nil
  ) {
    self.source = source
    self.options = options
    self.position = position
    self.index = index
    self.labelPosition = labelPosition
  }

  /// How messages call the cell: its label, or its place counted from 1.
  package var name: String { options.label ?? "cell-\(index + 1)" }
}
