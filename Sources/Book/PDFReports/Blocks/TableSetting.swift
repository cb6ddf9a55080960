import CairoGraphics
import Graphics
import Reports

/// The widths of a table's columns, and how its rows are set.
struct TableSetting {
  enum RowKind {
    case header, body, last, firstTotal, total, lastTotal, firstTotalAndLast

    var isLast: Bool { self == .last || self == .lastTotal || self == .firstTotalAndLast }
    var startsTotals: Bool { self == .firstTotal || self == .firstTotalAndLast }
    var isTotal: Bool { startsTotals || self == .total || self == .lastTotal }
  }

  let table: ReportTable
  let columns: [Double]
  private let style: TextStyle
  private let gap: Double
  private let theme: PDFTheme
  private let inlines: InlineSetter

  /// Fits the columns into `room`: at their natural widths if they can, else with wrapped cells, and
  /// in smaller type before words would stick out.
  init(
    _ table: ReportTable, columnCount: Int, room: Double, theme: PDFTheme, inlines: InlineSetter
  ) {
    self.table = table
    self.theme = theme
    self.inlines = inlines
    var style = theme.small
    var gap = 16.0
    while true {
      let widths = (0..<columnCount).map { column in
        Self.naturalWidths(of: table, column: column, style: style, inlines: inlines)
      }
      let gaps = gap * Double(columnCount - 1)
      let natural = widths.reduce(gaps) { $0 + $1.full }
      let least = widths.reduce(gaps) { $0 + $1.least }
      // Prose is kept to the measure of the text; only what cannot be wrapped reaches further.
      let target = min(room, max(theme.page.measure, least))
      if least <= room || style.size < 6.5 {
        columns =
          natural <= target
          ? widths.map(\.full) : Self.shared(target - gaps, among: widths)
        break
      }
      style.size -= 0.5
      gap = max(gap - 2, 8)
    }
    self.style = style
    self.gap = gap
  }

  var width: Double { columns.reduce(gap * Double(columns.count - 1), +) }

  /// Returns the slab of a row, with the rules that stand above and below it.
  func slab(for cells: [[ReportInline]], kind: RowKind, left: Double, scope: Scope) -> Slab {
    let lineHeight = style.size * 1.34
    let above = kind == .header ? 5.0 : kind.startsTotals ? 5.5 : 2.2
    let below = kind == .header ? 4.0 : kind.isLast ? 5.0 : 2.2
    let lines = columns.indices.map { column in
      column < cells.count ? self.lines(for: cells[column], column: column, kind: kind) : []
    }
    let heights = lines.map { $0.map { lineExtent($0, lineHeight).height }.reduce(0, +) }
    let height = above + (heights.max() ?? 0) + below
    let width = width
    let ink = theme.color(.text)
    let slab = Slab(height: height, scope: scope) { canvas, origin in
      func rule(at y: Double, _ thickness: Double) {
        canvas.stroke(
          .polyline([
            Point(x: origin.x + left, y: y), Point(x: origin.x + left + width, y: y),
          ]), with: Stroke(color: ink, width: thickness))
      }
      if kind == .header {
        rule(at: origin.y, 0.9)
        rule(at: origin.y + height, 0.5)
      }
      if kind.startsTotals { rule(at: origin.y + 2, 0.5) }
      if kind.isLast { rule(at: origin.y + height, 0.9) }
      var x = origin.x + left
      for (column, cell) in lines.enumerated() {
        var y = origin.y + above
        canvas.tag(kind == .header ? "TH" : "TD") {
          for line in cell {
            let extent = lineExtent(line, lineHeight)
            line.draw(on: canvas, at: Point(x: x, y: y + extent.ascent))
            y += extent.height
          }
        }
        x += columns[column] + gap
      }
    }
    slab.notes = lines.flatMap { $0.flatMap(\.notes) }
    return slab
  }

  /// Returns the rule on top of a table without a header.
  func rule(left: Double, scope: Scope) -> Slab {
    let ink = theme.color(.text)
    let width = width
    let slab = Slab(height: 3, scope: scope) { canvas, origin in
      canvas.stroke(
        .polyline([
          Point(x: origin.x + left, y: origin.y), Point(x: origin.x + left + width, y: origin.y),
        ]), with: Stroke(color: ink, width: 0.9))
    }
    slab.staysWithNext = true
    return slab
  }

  private func lineExtent(_ line: SetLine, _ lineHeight: Double) -> TextExtent {
    TextExtent(
      width: line.width, ascent: max(0.74 * lineHeight, line.boxAscent),
      descent: max(0.26 * lineHeight, line.boxDescent))
  }

  private func lines(for cell: [ReportInline], column: Int, kind: RowKind) -> [SetLine] {
    var style = style
    if kind == .header || kind.isTotal { style.weight = .bold }
    var paragraph = Paragraph(
      inlines.spans(cell, style: style), width: columns[column] + 0.01)
    let alignment = column < table.alignments.count ? table.alignments[column] : .left
    paragraph.alignment =
      switch alignment {
      case .left: .left
      case .center: .center
      case .right: .right
      }
    return paragraph.lines()
  }

  private static func naturalWidths(
    of table: ReportTable, column: Int, style: TextStyle, inlines: InlineSetter
  ) -> (full: Double, least: Double) {
    var bold = style
    bold.weight = .bold
    var full = 0.0
    var least = 0.0
    for (cells, style) in [(table.header, bold)] + table.rows.map({ ($0, style) })
      + table.totals.map({ ($0, bold) })
    where column < cells.count {
      let widths = Paragraph(inlines.spans(cells[column], style: style), width: 1).naturalWidths()
      full = max(full, widths.full)
      least = max(least, widths.widestPiece)
    }
    return (full, least)
  }

  /// Gives each column what it must have, and the rest by how much more it would like.
  private static func shared(
    _ room: Double, among widths: [(full: Double, least: Double)]
  ) -> [Double] {
    let least = widths.reduce(0) { $0 + $1.least }
    let spare = room - least
    // No column can have its longest word on one line, so words break.
    guard spare > 0 else { return widths.map { $0.least * room / least } }
    let wish = widths.reduce(0) { $0 + $1.full - $1.least }
    guard wish > 0 else { return widths.map(\.least) }
    return widths.map { $0.least + spare * ($0.full - $0.least) / wish }
  }
}
