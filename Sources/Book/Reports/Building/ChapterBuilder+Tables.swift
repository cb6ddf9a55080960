import CellOutputs
import Chapters

extension ChapterBuilder {
  /// A table that the author wrote.
  mutating func table(_ table: Block.Table) -> ReportTable {
    let number = number(.table, label: table.label, hasCaption: !table.caption.isEmpty)
    return ReportTable(
      alignments: table.alignments,
      header: table.header.map { inlines($0) },
      rows: table.rows.map { row in row.map { inlines($0) } },
      anchor: table.label, number: number.map(NumberedKind.table.title),
      caption: inlines(table.caption))
  }

  /// A table that a cell computed; only the first one of a cell takes the cell's label and caption.
  mutating func table(
    _ table: CellOutputs.Table, cell: Cell, takesLabel: Bool
  ) -> ReportTable {
    let label = cell.options.label.flatMap { NumberedKind(label: $0) == .table ? $0 : nil }
    let anchor = takesLabel ? label : nil
    let caption = (takesLabel ? cell.options.tableCaption : nil) ?? table.caption
    let number = number(.table, label: anchor, hasCaption: caption != nil)
    return ReportTable(
      alignments: table.columns.map(\.alignment),
      header: table.columns.map { [.text($0.title)] },
      rows: table.rows.map { row in row.map { [.text($0)] } },
      totals: table.totals.map { row in row.map { [.text($0)] } },
      anchor: anchor, number: number.map(NumberedKind.table.title),
      caption: caption.map { inlines(markdown: $0, at: cell.position) } ?? [])
  }
}
