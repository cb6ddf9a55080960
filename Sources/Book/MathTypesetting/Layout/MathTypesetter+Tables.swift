extension MathTypesetter {
  /// Returns rows and columns, centred on the axis.
  ///
  /// - SeeAlso: *The TeXbook*, chapter 18; struts and gaps as in the *User's Guide for the amsmath
  ///   Package*.
  mutating func table(_ table: MathTable, _ style: MathStyle) -> Fragment {
    let own =
      switch table.kind {
      case .matrix: MathStyle(level: style.isScript ? style.level : .text)
      case .small: MathStyle(level: style.level == .scriptScript ? .scriptScript : .script)
      case .aligned: MathStyle(level: .display)
      }
    let em = em(own)
    let cells = table.rows.map { row in
      row.enumerated().map { typeset(table.aligningNode($1, column: $0), own) }
    }
    let widths = (0..<table.columnCount).map { column in
      cells.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
    }
    var lefts: [Double] = []
    var width = 0.0
    for column in widths.indices {
      if column > 0 { width += table.gap(beforeColumn: column) * em }
      lefts.append(width)
      width += widths[column]
    }

    var stack = Fragment(width: width)
    let rowGap = table.kind == .aligned ? 0.4 * em : table.kind == .small ? 0 : 0.05 * em
    var edges = [0.0]
    var top = 0.0
    for row in cells {
      let ascent = max(0.7 * 1.2 * em, row.map(\.ascent).max() ?? 0)
      let descent = max(0.3 * 1.2 * em, row.map(\.descent).max() ?? 0)
      let baseline = top - rowGap / 2 - ascent
      for (column, cell) in row.enumerated() {
        let spare = widths[column] - cell.width
        let shift =
          switch table.alignment(ofColumn: column) {
          case .left: 0.0
          case .center: spare / 2
          case .right: spare
          }
        stack.add(cell, x: lefts[column] + shift, y: baseline)
      }
      top = baseline - descent - rowGap / 2
      edges.append(top)
    }
    addRules(of: table, to: &stack, lefts: lefts, edges: edges, em: em, style)

    // The table's middle lies on the axis of the formula around it.
    let shift = length(.axisHeight, style) - top / 2
    var result = Fragment(width: width)
    result.add(stack, x: 0, y: shift)
    result.ascent = shift
    result.descent = -top - shift
    return result
  }

  private func addRules(
    of table: MathTable, to stack: inout Fragment, lefts: [Double], edges: [Double], em: Double,
    _ style: MathStyle
  ) {
    let thickness = length(.fractionRuleThickness, style)
    let bottom = edges.last ?? 0
    for column in table.verticalRules {
      let x =
        column < lefts.count
        ? lefts[column] - (column == 0 ? 0 : table.gap(beforeColumn: column) * em / 2)
        : stack.width
      stack.addRule(x: x - thickness / 2, y: bottom, width: thickness, height: -bottom)
    }
    for row in table.horizontalRules where row < edges.count {
      stack.addRule(
        x: 0, y: edges[row] - thickness / 2, width: stack.width, height: thickness)
    }
  }
}
