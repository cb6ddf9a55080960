import Graphics

extension MatrixPlot: Drawable {
  func preferredWidth(within width: Double) -> Double {
    min(width, Double(labels.count) * 46 + 80)
  }

  func height(for width: Double) -> Double {
    let cell = cellWidth(for: width)
    // About 3.5 points a letter; where a word is wider than its column, the names stand upright above them.
    let words = labels.flatMap { $0.split(separator: " ") }
    let isUpright = 3.5 * Double(words.map(\.count).max() ?? 0) > cell - 3
    let upright = isUpright ? 3.5 * Double(labels.map(\.count).max() ?? 0) - 12 : 0
    return cell * aspect * Double(labels.count) + (title == nil ? 0 : 17) + 32 + upright
  }

  /// Two lines of text make cells a little less wide than high needs less than a square.
  private var aspect: Double { 0.78 }

  private func cellWidth(for width: Double) -> Double {
    (width - 80) / Double(max(labels.count, 1))
  }

  func draw(in frame: Rect, with pen: Pen) {
    guard !labels.isEmpty else { return }
    let theme = pen.theme
    let style = theme.tickText
    let lineHeight = pen.lineHeight(style)
    let content = pen.title(title, in: frame)
    let rowWidth = labels.map { pen.width(of: $0, style) }.max() ?? 0
    let titleWidth = lineHeight + 4
    let left = titleWidth + rowWidth + 5
    let cellWidth = (content.width - left) / Double(labels.count)
    let heads = labels.map { heading($0, style, width: cellWidth - 3, pen: pen) }
    let headLines = heads.map(\.count).max() ?? 1
    let isUpright = heads.joined().contains { $0.hasSuffix("…") }
    let headHeight = isUpright ? rowWidth : lineHeight * Double(headLines)
    let free = content.trimmed(left: left, top: headHeight + lineHeight + 6)
    let cell = Size(
      width: free.width / Double(labels.count),
      height: min(free.height / Double(labels.count), free.width / Double(labels.count)))
    let area = Rect(
      x: free.x, y: free.y, width: free.width, height: cell.height * Double(labels.count))

    pen.text(columnTitle, theme.axisTitleText, x: area.midX, top: content.y, anchor: .center)
    pen.upwardText(rowTitle, theme.axisTitleText, left: content.x, middle: area.midY)
    for (index, label) in labels.enumerated() {
      let offset = Double(index) + 0.5
      let middle = area.x + offset * cell.width
      if isUpright {
        pen.upwardText(
          label, style, left: middle - lineHeight / 2,
          middle: area.y - 3 - pen.width(of: label, style) / 2)
      } else {
        for (line, text) in heads[index].reversed().enumerated() {
          pen.text(
            text, style, x: middle, top: area.y - Double(line + 1) * lineHeight - 3,
            anchor: .center)
        }
      }
      pen.text(
        label, style, x: area.x - 5, middle: area.y + offset * cell.height, anchor: .right)
    }
    drawCells(in: area, cell: cell, with: pen)
  }

  private func drawCells(in area: Rect, cell: Size, with pen: Pen) {
    let theme = pen.theme
    let countStyle = style(
      for: counts.joined().map { Digits.grouped(Double($0), places: 0) }, scale: 1, cell: cell,
      pen: pen)
    let percentStyle = theme.text((countStyle.size / theme.textSize) * 0.82)
    let twoLines = pen.lineHeight(countStyle) + pen.lineHeight(percentStyle)
    let hasPercent =
      showsPercent && twoLines <= cell.height
      && pen.width(of: "99.9\u{202F}%", percentStyle) + 2 <= cell.width
    for (row, rowCounts) in counts.enumerated() {
      let total = rowCounts.reduce(0, +)
      for (column, count) in rowCounts.enumerated() {
        let box = Rect(
          x: area.x + Double(column) * cell.width, y: area.y + Double(row) * cell.height,
          width: cell.width, height: cell.height)
        let share = total == 0 ? 0 : Double(count) / Double(total)
        let fill = color(share: share, isRight: row == column, theme: theme)
        pen.fill(box.inset(by: 0.35), fill)
        guard count > 0 else { continue }
        var countStyle = countStyle
        var percentStyle = percentStyle
        countStyle.color = fill.readableInk
        percentStyle.color = fill.readableInk
        let text = Digits.grouped(Double(count), places: 0)
        if hasPercent {
          let top = box.midY - twoLines / 2
          pen.text(text, countStyle, x: box.midX, top: top, anchor: .center)
          pen.text(
            NumberFormat.percent(places: 1).text(share), percentStyle, x: box.midX,
            top: top + pen.lineHeight(countStyle), anchor: .center)
        } else {
          pen.text(text, countStyle, x: box.midX, middle: box.midY, anchor: .center)
        }
      }
    }
  }

  /// Blue for what is right, red for mistakes, stronger with the share of the row.
  ///
  /// The square root lifts small shares, which are the mistakes worth seeing.
  private func color(share: Double, isRight: Bool, theme: Theme) -> Color {
    let strong = theme.color(isRight ? .blue : .vermillion)
    return theme.wash.mixed(with: strong, share: share.squareRoot() * 0.92)
  }

  /// Returns the largest style in which all `texts` fit a cell.
  private func style(
    for texts: [String], scale: Double, cell: Size, pen: Pen
  ) -> TextStyle {
    for scale in stride(from: 1.0, to: 0.55, by: -0.08) {
      let style = pen.theme.text(scale)
      if texts.allSatisfy({ pen.width(of: $0, style) + 2 <= cell.width }) { return style }
    }
    return pen.theme.text(0.55)
  }

  /// Returns a label in at most two lines.
  private func heading(
    _ text: String, _ style: TextStyle, width: Double, pen: Pen
  ) -> [String] {
    let lines = pen.wrap(text, style, width: width)
    let kept = lines.count > 2 ? [lines[0], lines[1] + "…"] : lines
    return kept.map { fitted($0, style, width: width, pen: pen) }
  }

  /// Returns `text`, shortened with an ellipsis where it is wider than `width`.
  private func fitted(_ text: String, _ style: TextStyle, width: Double, pen: Pen) -> String {
    var text = text
    guard pen.width(of: text, style) > width else { return text }
    while text.count > 1, pen.width(of: text + "…", style) > width { text.removeLast() }
    return text + "…"
  }
}

extension MatrixPlot {
  public var draftAltText: String {
    let total = counts.joined().reduce(0, +)
    let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
    var sentences = [
      PlotText.capitalized(
        [title, "confusion matrix of \(labels.count) classes"].compactMap(\.self)
          .joined(separator: ": ")),
      "\(Digits.grouped(Double(right), places: 0)) of \(Digits.grouped(Double(total), places: 0)) "
        + "examples lie on the diagonal",
    ]
    let mistakes = counts.indices.flatMap { row in
      counts.indices.filter { $0 != row }.map { (row: row, column: $0, count: counts[row][$0]) }
    }.filter { $0.count > 0 }.sorted {
      ($0.count, $1.row, $1.column) > ($1.count, $0.row, $0.column)
    }
    if let worst = mistakes.first {
      sentences.append(
        "The most frequent mistake: \(labels[worst.row]) taken for \(labels[worst.column]), "
          + "\(worst.count) times")
    }
    return sentences.map { $0 + "." }.joined(separator: " ")
  }

  public var dataTables: [DataTable] {
    [
      DataTable(
        title: title ?? "Confusion matrix",
        columns: ["\(rowTitle) \\ \(columnTitle)"] + labels,
        rows: zip(labels, counts).map { label, row in [label] + row.map { String($0) } })
    ]
  }
}
