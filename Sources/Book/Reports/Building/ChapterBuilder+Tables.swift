import CellOutputs
import Chapters
import Plots

extension ChapterBuilder {
  /// A table that the author wrote.
  mutating func table(_ table: Block.Table) -> ReportTable {
    let number = number(.table, label: table.label, hasCaption: !table.caption.isEmpty)
    var report = ReportTable(
      alignments: table.alignments,
      header: table.header.map { inlines($0) },
      rows: table.rows.map { row in row.map { inlines($0) } },
      anchor: table.label, number: number.map { words.caption(.table, $0) },
      caption: inlines(table.caption))
    report.columnWidths = table.columnWidths.flatMap {
      shares(of: $0, columns: table.alignments.count, name: "the table", at: table.position)
    }
    report.classes = table.classes
    return report
  }

  /// A table that a cell computed; only the first one of a cell takes the cell's label and caption.
  ///
  /// - Parameters:
  ///   - table: What the cell handed over.
  ///   - index: Its place among the cell's tables.
  ///   - count: How many tables the cell shows.
  ///   - cell: Where it comes from.
  /// - Returns: The table, numbered.
  mutating func table(
    _ table: CellOutputs.Table, part index: Int, of count: Int, cell: Cell
  ) -> ReportTable {
    let options = cell.options
    let label = options.label.flatMap { NumberedKind(label: $0) == .table ? $0 : nil }
    let anchor = index == 0 ? label : nil
    let caption = (index == 0 ? options.tableCaption : nil) ?? table.caption
    let number = number(.table, label: anchor, hasCaption: caption != nil)
    var report = ReportTable(
      alignments: table.columns.map(\.alignment),
      header: table.columns.map { [.text($0.title.endingLinesPlainly)] },
      rows: table.rows.map { row in row.map { [.text($0.endingLinesPlainly)] } },
      totals: table.totals.map { row in row.map { [.text($0.endingLinesPlainly)] } },
      anchor: anchor, number: number.map { words.caption(.table, $0) },
      caption: self.caption(
        caption.map { inlines(markdown: $0, at: cell.position) } ?? [], of: [cell.index]))
    if options.tableSubcaptions.indices.contains(index) {
      let letter = count > 1 ? "(\(PartLetter.text(index))) " : ""
      report.subcaption =
        [.text(letter)] + inlines(markdown: options.tableSubcaptions[index], at: cell.position)
    }
    report.captionPlace = options.tableCaptionPlace ?? .top
    report.columnWidths = options.tableColumnWidths.flatMap {
      shares(
        of: $0, columns: table.columns.count, name: "the table of \(cell.name)", at: cell.position)
    }
    report.isWide = options.column == .page
    report.classes = options.classes
    return report
  }

  /// The widths of columns as shares of their sum; `nil`, and reported, when they are not as many.
  private mutating func shares(
    of widths: [Double], columns: Int, name: String, at position: SourcePosition
  ) -> [Double]? {
    guard widths.count == columns else {
      report(
        .warning, at: position,
        "'tbl-colwidths' has \(widths.count) widths, and \(name) \(columns) columns",
        fix: "write one width for each column")
      return nil
    }
    let whole = widths.reduce(0, +)
    return widths.map { $0 / whole }
  }
}
