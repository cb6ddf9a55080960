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
    let start = slabs.count
    let mayFloat = table.number != nil && mayFloat(in: frame)
    if table.number != nil || !table.caption.isEmpty {
      addCaption(number: table.number, table.caption, in: frame, staysWithNext: true)
      space(6)
    }
    let widest = frame.width + (frame.left == 0 ? 2 * theme.page.overhang : 0)
    let setting = TableSetting(
      table, columnCount: columnCount, room: widest, theme: theme, inlines: inlines)
    let left = frame.left + (frame.width - setting.width) / 2
    let scope = Scope(in: frame.scope, tag: "Table")
    func row(_ cells: [[ReportInline]], _ kind: TableSetting.RowKind) -> Slab {
      setting.slab(for: cells, kind: kind, left: left, scope: Scope(in: scope, tag: "TR"))
    }
    func header() -> Slab? {
      guard table.header.contains(where: { !$0.isEmpty }) else { return nil }
      let slab = row(table.header, .header)
      slab.staysWithNext = true
      return slab
    }
    if let first = header() { add(first) } else { add(setting.rule(left: left, scope: scope)) }
    let count = table.rows.count + table.totals.count
    for (index, cells) in (table.rows + table.totals).enumerated() {
      let isTotal = index >= table.rows.count
      let kind: TableSetting.RowKind =
        index == count - 1
        ? (index == table.rows.count ? .firstTotalAndLast : isTotal ? .lastTotal : .last)
        : (index == table.rows.count ? .firstTotal : isTotal ? .total : .body)
      let slab = row(cells, kind)
      slab.continuation = header()
      // Totals stay with the last row, and no page ends behind the first or before the last row.
      slab.staysWithNext =
        index != count - 1
        && (index == 0 || index >= table.rows.count - 1 || index == count - 2)
      slab.breakCost = 20
      add(slab)
    }
    keepTogether(slabs[start...], mayFloat: mayFloat)
    slabs.last?.spaceBelow = frame.lineHeight * 1.1
    space(frame.lineHeight * 1.1)
  }

  /// Keeps a table that is no longer than most of a page in one piece; with a number, by which the
  /// text finds it, it may leave its place.
  private func keepTogether(_ table: ArraySlice<Slab>, mayFloat: Bool) {
    table.last?.breakCost = 0
    let height = table.reduce(0) { $0 + $1.space + $1.height }
    guard height <= (mayFloat ? 0.65 : 0.35) * theme.textHeight else { return }
    for slab in table { slab.mayFloat = mayFloat }
    for slab in table.dropLast() { slab.staysWithNext = true }
  }
}
