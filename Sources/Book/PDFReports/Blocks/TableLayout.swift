import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// The widths of a table's columns, and how its rows are set.
@DrawingActor
struct TableLayout {
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
  private let inlines: InlineTypesetter

  private static let widestGap = 16.0

  /// Fits the columns into `room`: at their natural widths if they can, else with wrapped cells, and
  /// in smaller type before words would stick out.
  init(
    _ table: ReportTable, columnCount: Int, room: Double, theme: PDFTheme, inlines: InlineTypesetter
  ) {
    self.table = table
    self.theme = theme
    self.inlines = inlines
    var style = theme.small
    var gap = Self.widestGap
    if let widths = table.columnWidths, widths.count == columnCount {
      let whole = table.isWide ? room : theme.page.measure
      columns = widths.map { $0 * (whole - gap * Double(columnCount - 1)) }
      self.style = style
      self.gap = gap
      return
    }
    while true {
      let wishes = (0..<columnCount).map { column in
        ColumnWish(of: table, column: column, style: style, inlines: inlines)
      }
      let gaps = Double(columnCount - 1)
      // Columns draw a little closer before rows are wrapped or leave the text.
      let closer = [gap, gap - 3, gap - 6].first {
        $0 >= 8 && wishes.leastUnwrapped + $0 * gaps <= theme.page.measure
      }
      if let closer { gap = closer }
      let fitted = wishes.fitted(
        gaps: gap * gaps, measure: theme.page.measure, room: room)
      if let fitted {
        columns = fitted
        break
      }
      if style.size < 6.5 {
        columns = wishes.shared(room - gap * gaps)
        break
      }
      style.size -= 0.5
      gap = max(gap - 2, 8)
    }
    self.style = style
    self.gap = gap
  }

  var width: Double { columns.reduce(gap * Double(columns.count - 1), +) }

  /// Returns the box of a row, with the rules that stand above and below it.
  func box(for cells: [[ReportInline]], kind: RowKind, left: Double, element: StructureElement)
    -> FlowBox
  {
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
    let box = FlowBox(height: height, element: element) { canvas, origin in
      @DrawingActor
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
    box.notes = lines.flatMap { $0.flatMap(\.notes) }
    return box
  }

  /// Returns the rule on top of a table without a header.
  func rule(left: Double, element: StructureElement) -> FlowBox {
    let ink = theme.color(.text)
    let width = width
    let box = FlowBox(height: 3, element: element) { canvas, origin in
      canvas.stroke(
        .polyline([
          Point(x: origin.x + left, y: origin.y), Point(x: origin.x + left + width, y: origin.y),
        ]), with: Stroke(color: ink, width: 0.9))
    }
    box.staysWithNext = true
    return box
  }

  private func lineExtent(_ line: TypesetLine, _ lineHeight: Double) -> TextExtent {
    TextExtent(
      width: line.width, ascent: max(0.74 * lineHeight, line.boxAscent),
      descent: max(0.26 * lineHeight, line.boxDescent))
  }

  private func lines(for cell: [ReportInline], column: Int, kind: RowKind) -> [TypesetLine] {
    var style = style
    if kind == .header || kind.isTotal { style.weight = .bold }
    var paragraph = Paragraph(
      inlines.spans(cell, style: style), width: columns[column] + 0.01)
    let alignment = column < table.alignments.count ? table.alignments[column] : .left
    paragraph.alignment = .ragged(alignment)
    return paragraph.lines()
  }
}
