import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  /// Adds a table: its caption above, rules above and below, its header again on each page.
  func addTable(_ table: ReportTable, in frame: Frame) {
    let columnCount = ([table.header] + table.rows + table.totals).map(\.count).max() ?? 0
    guard columnCount > 0 else { return }
    space(frame.lineHeight)
    mark(table.anchor)
    let start = boxes.count
    let mayFloat = table.number != nil && mayFloat(in: frame)
    let hasCaption = table.number != nil || !table.caption.isEmpty
    if hasCaption, table.captionPlace == .top {
      addCaption(number: table.number, table.caption, in: frame, staysWithNext: true)
      space(6)
    }
    if !table.subcaption.isEmpty {
      addCaption(number: nil, table.subcaption, in: frame, staysWithNext: true)
      space(4)
    }
    let widest = frame.width + (frame.left == 0 ? 2 * theme.page.overhang : 0)
    let layout = TableLayout(
      table, columnCount: columnCount, room: widest, theme: theme, inlines: inlines)
    let left = frame.left + (frame.width - layout.width) / 2
    let element = StructureElement(in: frame.element, tag: "Table")
    func row(_ cells: [[ReportInline]], _ kind: TableLayout.RowKind) -> FlowBox {
      layout.box(
        for: cells, kind: kind, left: left, element: StructureElement(in: element, tag: "TR"))
    }
    func header() -> FlowBox? {
      guard table.header.contains(where: { !$0.isEmpty }) else { return nil }
      let box = row(table.header, .header)
      box.staysWithNext = true
      return box
    }
    if let first = header() { add(first) } else { add(layout.rule(left: left, element: element)) }
    let count = table.rows.count + table.totals.count
    for (index, cells) in (table.rows + table.totals).enumerated() {
      let isTotal = index >= table.rows.count
      let kind: TableLayout.RowKind =
        index == count - 1
        ? (index == table.rows.count ? .firstTotalAndLast : isTotal ? .lastTotal : .last)
        : (index == table.rows.count ? .firstTotal : isTotal ? .total : .body)
      let box = row(cells, kind)
      box.continuation = header()
      // Totals stay with the last row, and no page ends behind the first or before the last row.
      box.staysWithNext =
        index != count - 1
        && (index == 0 || index >= table.rows.count - 1 || index == count - 2)
      box.penalty = 20
      add(box)
    }
    if hasCaption, table.captionPlace == .bottom {
      boxes.last?.staysWithNext = true
      space(6)
      addCaption(number: table.number, table.caption, in: frame, staysWithNext: false)
    }
    keepTogether(boxes[start...], mayFloat: mayFloat)
    boxes.last?.glueBelow = frame.lineHeight * 1.1
    space(frame.lineHeight * 1.1)
  }

  /// Keeps a table that is no longer than most of a page in one piece; with a number, by which the
  /// text finds it, it may leave its place.
  private func keepTogether(_ table: ArraySlice<FlowBox>, mayFloat: Bool) {
    table.last?.penalty = 0
    let height = table.reduce(0) { $0 + $1.glueAbove + $1.height }
    guard height <= (mayFloat ? 0.65 : 0.35) * theme.textHeight else { return }
    for box in table { box.mayFloat = mayFloat }
    for box in table.dropLast() { box.staysWithNext = true }
  }
}
