import Graphics

extension HeatMap: Drawable {
  func preferredWidth(within width: Double) -> Double {
    min(width, Double(columns) * largestCell + 96)
  }

  func height(for width: Double) -> Double {
    let cell = min((width - 96) / Double(max(columns, 1)), largestCell)
    let squares = cell * Double(rows)
    return min(max(squares, 60) + (title == nil ? 0 : 17) + 34 + (yTitle == nil ? 0 : 14), 480)
  }

  /// The side in points beyond which cells only make the page emptier.
  private var largestCell: Double { min(27, 240 / Double(max(rows, columns, 1)) + 4) }

  func draw(in frame: Rect, with pen: Pen) {
    draw(in: frame, with: pen, besideColorBars: showsColorBar)
  }

  /// Draws the map, with room for a colour bar if panels beside it have one, so that all maps of a
  /// figure have cells of one size.
  func draw(in frame: Rect, with pen: Pen, besideColorBars keepsRoom: Bool) {
    guard rows > 0, columns > 0 else { return }
    let content = pen.title(title, in: frame)
    let theme = pen.theme
    let style = theme.tickText
    let lineHeight = pen.lineHeight(style)
    let range = colorRange
    let bar = ColorBar(
      title: colorBarTitle, map: colorMap, range: range, pen: pen,
      isWhole: values.finite.allSatisfy { $0 == $0.rounded() })

    let top = max(
      keepsRoom ? pen.lineHeight(style) + 3 : 0,
      yTitle == nil ? 0 : lineHeight + 4,
      keepsRoom ? lineHeight / 2 : 0)
    let bottom = lineHeight + 3 + (xTitle == nil ? 0 : lineHeight + 3)
    let left = (rowNames.map { pen.width(of: $0, style) }.max() ?? 0) + 5
    let right = keepsRoom ? bar.width(height: content.height - top - bottom) : 0
    let free = content.trimmed(left: left, top: top, right: right, bottom: bottom)
    // Cells are square unless that would leave half of the width or height unused.
    let side = min(free.width / Double(columns), free.height / Double(rows))
    let isNearlySquare =
      side * Double(columns) > free.width * 0.5 && side * Double(rows) > free.height * 0.4
    let cell =
      isNearlySquare
      ? Size(width: side, height: side)
      : Size(width: free.width / Double(columns), height: free.height / Double(rows))
    let area = Rect(
      x: free.x, y: free.y, width: cell.width * Double(columns),
      height: cell.height * Double(rows))

    drawCells(in: area, cell: cell, range: range, with: pen)
    drawAxes(around: area, cell: cell, left: frame.x, with: pen)
    if showsColorBar {
      bar.draw(in: Rect(x: area.maxX, y: area.y, width: right, height: area.height))
    }
  }

  private func drawCells(
    in area: Rect, cell: Size, range: ClosedRange<Double>, with pen: Pen
  ) {
    let blank = Color(hex: 0, alpha: 0)
    var samples: [UInt8] = []
    samples.reserveCapacity(4 * values.count)
    for value in values { samples.append(value.isFinite ? color(of: value, in: range) : blank) }
    pen.canvas.draw(Raster(width: columns, height: rows, rgba: samples), in: area)
    if cell.width >= 14, cell.height >= 14 { drawGaps(in: area, cell: cell, with: pen) }
    for hatched in hatchedCells {
      let fill = color(of: value(at: hatched), in: range)
      pen.hatch(box(of: hatched, in: area, cell: cell), fill.readableInk.opacity(0.45))
    }
    for outlined in outlinedCells {
      pen.outline(
        box(of: outlined, in: area, cell: cell).inset(by: 0.6),
        pen.theme.color(.vermillion), width: 1.6)
    }
    guard let numbers else { return }
    let texts = values.map { $0.isFinite ? numbers.text($0) : "" }
    guard let style = numberStyle(texts, cell: cell, with: pen) else { return }
    for (index, text) in texts.enumerated() where !text.isEmpty {
      let at = Cell(row: index / columns, column: index % columns)
      let box = box(of: at, in: area, cell: cell)
      var style = style
      style.color = color(of: values[index], in: range).readableInk
      pen.text(text, style, x: box.midX, middle: box.midY, anchor: .center)
    }
  }

  /// Returns the largest style in which all numbers fit their cells; `nil` when they would be too
  /// small to read.
  private func numberStyle(_ texts: [String], cell: Size, with pen: Pen) -> TextStyle? {
    for scale in [1.0, 0.9, 0.8, 0.7] {
      let style = pen.theme.text(scale)
      let widest = texts.map { pen.width(of: $0, style) }.max() ?? 0
      if widest + 3 <= cell.width, pen.lineHeight(style) <= cell.height { return style }
    }
    return nil
  }

  private func drawGaps(in area: Rect, cell: Size, with pen: Pen) {
    for column in 1..<max(columns, 2) where column < columns {
      let x = area.x + Double(column) * cell.width
      pen.line(Point(x: x, y: area.y), Point(x: x, y: area.maxY), pen.theme.paper, width: 0.7)
    }
    for row in 1..<max(rows, 2) where row < rows {
      let y = area.y + Double(row) * cell.height
      pen.line(Point(x: area.x, y: y), Point(x: area.maxX, y: y), pen.theme.paper, width: 0.7)
    }
  }

  private func drawAxes(around area: Rect, cell: Size, left: Double, with pen: Pen) {
    let style = pen.theme.tickText
    let lineHeight = pen.lineHeight(style)
    let widest = columnNames.map { pen.width(of: $0, style) }.max() ?? 0
    let columnStep = HeatMap.step((widest + 5) / cell.width, isNumbered: columnLabels.isEmpty)
    let rowStep = HeatMap.step(lineHeight * 1.6 / cell.height, isNumbered: rowLabels.isEmpty)
    for (index, name) in columnNames.enumerated() where index % columnStep == 0 {
      pen.text(
        name, style, x: area.x + (Double(index) + 0.5) * cell.width, top: area.maxY + 3,
        anchor: .center)
    }
    for (index, name) in rowNames.enumerated() where index % rowStep == 0 {
      pen.text(
        name, style, x: area.x - 5, middle: area.y + (Double(index) + 0.5) * cell.height,
        anchor: .right)
    }
    if let xTitle {
      pen.text(
        xTitle, pen.theme.axisTitleText, x: area.midX, top: area.maxY + lineHeight + 5,
        anchor: .center)
    }
    if let yTitle {
      pen.text(
        yTitle, pen.theme.axisTitleText, x: left, top: area.y - lineHeight - 4)
    }
  }

  /// Returns how many names lie between two that are written; round for numbers.
  private static func step(_ ratio: Double, isNumbered: Bool) -> Int {
    let least = max(1, Int(ratio.rounded(.up)))
    guard isNumbered else { return least }
    return [1, 2, 5, 10, 20, 50, 100].first { $0 >= least } ?? least
  }

  private var rowNames: [String] {
    rowLabels.isEmpty ? (0..<rows).map { String($0) } : rowLabels
  }

  private var columnNames: [String] {
    columnLabels.isEmpty ? (0..<columns).map { String($0) } : columnLabels
  }

  private func value(at cell: Cell) -> Double {
    guard (0..<rows).contains(cell.row), (0..<columns).contains(cell.column) else { return .nan }
    return values[cell.row * columns + cell.column]
  }

  private func box(of at: Cell, in area: Rect, cell: Size) -> Rect {
    Rect(
      x: area.x + Double(at.column) * cell.width, y: area.y + Double(at.row) * cell.height,
      width: cell.width, height: cell.height)
  }
}

// MARK: Colours

extension HeatMap {
  private var colorMap: ColorMap {
    switch palette {
    case .sequential: .sequential
    case .diverging: .diverging
    case .gray: .gray
    }
  }

  /// The values of the first and last colour; for a diverging palette, as far on both sides.
  private var colorRange: ClosedRange<Double> {
    var range = range ?? values.extent ?? 0...1
    if case .diverging(let center) = palette {
      let reach = max(abs(range.upperBound - center), abs(range.lowerBound - center))
      range = (center - reach)...(center + reach)
    }
    guard range.lowerBound < range.upperBound else {
      let half = max(abs(range.lowerBound) * 0.5, 0.5)
      return (range.lowerBound - half)...(range.upperBound + half)
    }
    return range
  }

  private func color(of value: Double, in range: ClosedRange<Double>) -> Color {
    colorMap.color(
      at: (value - range.lowerBound) / (range.upperBound - range.lowerBound))
  }
}

// MARK: Description

extension HeatMap {
  public var draftAltText: String {
    let head = [title, "heat map of \(rows) rows and \(columns) columns"].compactMap(\.self)
      .joined(separator: ": ")
    var sentences = [PlotText.capitalized(head)]
    let axes = [xTitle.map { "columns: \($0)" }, yTitle.map { "rows: \($0)" }].compactMap(\.self)
    if !axes.isEmpty { sentences.append(PlotText.capitalized(axes.joined(separator: "; "))) }
    if let extent = values.extent,
      let low = values.firstIndex(of: extent.lowerBound),
      let high = values.firstIndex(of: extent.upperBound)
    {
      let name = colorBarTitle ?? "values"
      sentences.append(
        PlotText.capitalized(
          "\(name) from \(PlotText.number(extent.lowerBound)) (row \(rowNames[low / columns]), "
            + "column \(columnNames[low % columns])) to \(PlotText.number(extent.upperBound)) "
            + "(row \(rowNames[high / columns]), column \(columnNames[high % columns]))"))
    }
    return sentences.map { $0 + "." }.joined(separator: " ")
  }

  public var dataTables: [DataTable] {
    let corner = [yTitle, xTitle].compactMap(\.self).joined(separator: " \\ ")
    return [
      DataTable(
        title: title ?? "Heat map", columns: [corner] + columnNames,
        rows: (0..<rows).map { row in
          [rowNames[row]]
            + values[row * columns..<(row + 1) * columns].map { DataTable.cell($0) }
        })
    ]
  }
}
