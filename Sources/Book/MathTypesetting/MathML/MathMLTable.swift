/// Writes tables, whose alignment and rules MathML Core leaves to styles.
struct MathMLTable {
  let writer: MathMLWriter

  func markup(_ table: MathTable) -> String {
    let style: MathStyle
    switch table.kind {
    case .matrix: style = MathStyle(level: .text)
    case .small: style = MathStyle(level: .script)
    case .aligned: style = MathStyle(level: .display)
    }
    var result =
      switch table.kind {
      case .matrix: "<mtable>"
      case .small: "<mtable scriptlevel=\"1\">"
      case .aligned: "<mtable displaystyle=\"true\">"
      }
    for (rowIndex, row) in table.rows.enumerated() {
      result += "<mtr>"
      for column in 0..<table.columnCount {
        let css = declarations(table, row: rowIndex, column: column).joined(separator: ";")
        result += "<mtd style=\"\(css)\">"
        if column < row.count {
          result += writer.markup(table.aligningNode(row[column], column: column), style)
        }
        result += "</mtd>"
      }
      result += "</mtr>"
    }
    return result + "</mtable>"
  }

  private func declarations(_ table: MathTable, row: Int, column: Int) -> [String] {
    let last = table.columnCount - 1
    let left = column == 0 ? 0 : table.gap(beforeColumn: column) / 2
    let right = column == last ? 0 : table.gap(beforeColumn: column + 1) / 2
    let leading = table.kind == .small ? "0.1em" : table.kind == .aligned ? "0.3em" : "0.2em"
    let alignment = table.alignment(ofColumn: column)
    // The prefixed form also moves blocks, which cells hold in Chromium and WebKit.
    var result = [
      "text-align:\(alignment);text-align:-webkit-\(alignment)",
      "padding:\(leading) \(writer.decimal(right))em \(leading) \(writer.decimal(left))em",
    ]
    let rule = "solid 0.06em"
    if table.verticalRules.contains(column) { result.append("border-left:\(rule)") }
    if column == last, table.verticalRules.contains(last + 1) {
      result.append("border-right:\(rule)")
    }
    if table.horizontalRules.contains(row) { result.append("border-top:\(rule)") }
    if row == table.rows.count - 1, table.horizontalRules.contains(row + 1) {
      result.append("border-bottom:\(rule)")
    }
    return result
  }
}

extension MathTable {
  /// Returns the space between a column and the one on its left, in em.
  func gap(beforeColumn column: Int) -> Double {
    switch kind {
    case .matrix: 1
    case .small: 0.5
    case .aligned: alignments.isEmpty && column.isMultiple(of: 2) ? 2 : 0
    }
  }

  /// Returns `cell` as it stands in `column`: right halves of aligned equations begin with an empty
  /// atom, so that their relation keeps its space.
  func aligningNode(_ cell: MathNode, column: Int) -> MathNode {
    guard kind == .aligned, !column.isMultiple(of: 2), case .row(let nodes) = cell else {
      return cell
    }
    return .row([.row([])] + nodes)
  }
}
