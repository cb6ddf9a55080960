import Graphics

extension WindowDiagram: Drawable {
  /// The largest side of a cell, in points: more would not make its number easier to read.
  private var largestCell: Double { 21 }

  /// Below this side the numbers beyond the border, mostly zeros, would only run into one another.
  private var leastBorderCell: Double { 9 }

  private var panelCount: Int {
    if case .steps(let steps) = display { max(steps.count, 1) } else { 1 }
  }

  private var kernel: [[Double]]? {
    if case .convolution(let kernel) = operation { kernel } else { nil }
  }

  /// The width of one panel in cells, gaps included.
  private var panelColumns: Double {
    let kernelColumns = kernel.map { Double($0.first?.count ?? 0) + 1.1 } ?? 0
    return Double(paddedWidth + outputWidth) + kernelColumns + 1.7
  }

  private var panelRows: Int { max(paddedHeight, outputHeight, kernel?.count ?? 0) }

  private var panelGap: Double { 26 }

  /// Returns how many panels stand in a row, and the side of their cells.
  private func arrangement(width: Double) -> (columns: Int, cell: Double) {
    func cell(_ columns: Int) -> Double {
      let panel = (width - Double(columns - 1) * panelGap) / Double(columns)
      return min(panel / panelColumns, largestCell)
    }
    let readable = 11.0
    let columns = Swift.stride(from: panelCount, to: 1, by: -1).first { cell($0) >= readable } ?? 1
    // Equal rows look better than one panel left over.
    let rows = (panelCount + columns - 1) / columns
    let even = (panelCount + rows - 1) / rows
    return (even, cell(even))
  }

  private func arithmeticLines(panelWidth: Double) -> Int {
    guard showsArithmetic, case .steps(let steps) = display else { return 0 }
    let longest = steps.map { step($0).arithmetic.count }.max() ?? 0
    return Int((Double(longest) * 3.55 / panelWidth).rounded(.up))
  }

  func preferredWidth(within width: Double) -> Double {
    let (columns, cell) = arrangement(width: width)
    return min(width, Double(columns) * (panelColumns * cell + panelGap))
  }

  func height(for width: Double) -> Double {
    let (columns, cell) = arrangement(width: width)
    let rows = (panelCount + columns - 1) / columns
    let lines = arithmeticLines(panelWidth: cell * panelColumns)
    let panel = Double(panelRows) * cell + 14 + (lines > 0 ? Double(lines) * 10.5 + 4 : 0)
    return panel * Double(rows) + Double(rows - 1) * 12 + (title == nil ? 2 : 19)
  }

  func draw(in frame: Rect, with pen: Pen) {
    let content = pen.title(title, in: frame)
    let (columns, widest) = arrangement(width: content.width)
    let rows = (panelCount + columns - 1) / columns
    let lines = arithmeticLines(panelWidth: widest * panelColumns)
    let textHeight = lines > 0 ? Double(lines) * 10.5 + 4 : 0
    let panelHeight = (content.height - Double(rows - 1) * 12) / Double(rows)
    let cell = min(widest, (panelHeight - 14 - textHeight) / Double(panelRows))
    let panelWidth = panelColumns * cell
    let steps: [Int?] = if case .steps(let steps) = display { steps } else { [nil] }
    for (index, step) in steps.enumerated() {
      let origin = Point(
        x: content.x + Double(index % columns) * (panelWidth + panelGap),
        y: content.y + Double(index / columns) * (panelHeight + 12))
      drawPanel(step, at: origin, cell: cell, with: pen)
    }
  }

  // MARK: One panel

  /// Draws input, kernel and output; one step of the window, or all when `index` is `nil`.
  private func drawPanel(_ index: Int?, at origin: Point, cell: Double, with pen: Pen) {
    let heading = pen.theme.text(0.94, color: pen.theme.secondaryInk)
    let top = origin.y + 13
    let middle = top + Double(panelRows) * cell / 2
    let size = { (rows: Int, columns: Int) in
      Size(width: Double(columns) * cell, height: Double(rows) * cell)
    }
    func place(_ rows: Int, _ columns: Int, x: Double, title: String) -> Rect {
      let size = size(rows, columns)
      let box = Rect(x: x, y: middle - size.height / 2, width: size.width, height: size.height)
      if pen.width(of: title, heading) <= size.width + cell {
        pen.text(title, heading, x: box.midX, top: box.y - 12, anchor: .center)
      }
      return box
    }

    let step = index.map { self.step($0) }
    let inputBox = place(
      paddedHeight, paddedWidth, x: origin.x, title: inputTitle)
    drawInput(step, in: inputBox, cell: cell, with: pen)
    var x = inputBox.maxX
    if let kernel {
      pen.text(
        "∗", pen.theme.text(1.3), x: x + cell * 0.55, middle: middle, anchor: .center)
      let box = place(
        kernel.count, kernel.first?.count ?? 0, x: x + cell * 1.1, title: "kernel")
      for (row, values) in kernel.enumerated() {
        for (column, value) in values.enumerated() {
          let place = square(row, column, in: box, cell: cell)
          pen.fill(place, pen.theme.color(.blue).opacity(0.16))
          pen.outline(place, pen.theme.axis, width: 0.4)
          number(value, in: place, pen.theme.ink, with: pen)
        }
      }
      x = box.maxX
    }
    if kernel != nil {
      pen.text(
        "=", pen.theme.text(1.3), x: x + cell * 0.75, middle: middle, anchor: .center)
    } else {
      pen.arrow(
        Point(x: x + cell * 0.3, y: middle), Point(x: x + cell * 1.4, y: middle),
        pen.theme.secondaryInk)
    }
    let outputBox = place(
      outputHeight, outputWidth, x: x + cell * (kernel == nil ? 1.7 : 1.5),
      title: "\(outputHeight)×\(outputWidth)")
    drawOutput(index, in: outputBox, cell: cell, with: pen)

    guard showsArithmetic, let step else { return }
    let words = pen.theme.text(0.94, color: pen.theme.secondaryInk)
    let lineHeight = pen.lineHeight(words)
    let lines = pen.wrap(step.arithmetic, words, width: panelColumns * cell)
    for (line, text) in lines.enumerated() {
      pen.text(
        text, words, x: origin.x,
        top: top + Double(panelRows) * cell + 4 + Double(line) * lineHeight)
    }
  }

  private var inputTitle: String {
    "\(inputHeight)×\(inputWidth)" + (padding > 0 ? ", padding \(padding)" : "")
  }

  private func drawInput(_ step: Step?, in box: Rect, cell: Double, with pen: Pen) {
    let theme = pen.theme
    let dropped = droppedCells
    let read = Set(step?.cells ?? [])
    for row in 0..<paddedHeight {
      for column in 0..<paddedWidth {
        let place = square(row, column, in: box, cell: cell)
        let at = HeatMap.Cell(row: row, column: column)
        let isBorder = isBorder(row: row, column: column)
        if isBorder { pen.fill(place, theme.wash) }
        if read.contains(at) { pen.fill(place, theme.color(.blue).opacity(0.22)) }
        if step == nil { tint(at, place, with: pen) }
        if dropped.contains(at) { pen.hatch(place, theme.axis.opacity(0.8)) }
        pen.outline(
          place, isBorder ? theme.axis.opacity(0.7) : theme.axis, width: 0.4,
          dash: isBorder ? [1.6, 1.4] : [])
        if at == step?.chosen { pen.fill(place, theme.color(.orange).opacity(0.55)) }
        if isBorder, cell < leastBorderCell { continue }
        if let value = paddedValue(row: row, column: column) {
          number(
            value, in: place, isBorder ? theme.secondaryInk.opacity(0.75) : theme.ink, with: pen)
        }
      }
    }
    if padding > 0 {
      let inner = Rect(
        x: box.x + Double(padding) * cell, y: box.y + Double(padding) * cell,
        width: Double(inputWidth) * cell, height: Double(inputHeight) * cell)
      pen.outline(inner, theme.ink, width: 0.8)
    }
    guard let first = step?.cells.first else { return }
    let window = Rect(
      x: box.x + Double(first.column) * cell, y: box.y + Double(first.row) * cell,
      width: Double(reachWidth) * cell, height: Double(reachHeight) * cell)
    pen.outline(window, theme.color(.blue), width: 1.6)
  }

  /// Colours a cell by each window that reads it.
  private func tint(_ at: HeatMap.Cell, _ place: Rect, with pen: Pen) {
    for index in 0..<outputHeight * outputWidth where reads(at, at: index) {
      let step = step(index)
      let isChosen = step.chosen == at
      pen.fill(place, pen.theme.color(hue(index)).opacity(isChosen ? 0.62 : 0.22))
    }
  }

  private func drawOutput(_ index: Int?, in box: Rect, cell: Double, with pen: Pen) {
    let theme = pen.theme
    for position in 0..<outputHeight * outputWidth {
      let step = step(position)
      let place = square(step.row, step.column, in: box, cell: cell)
      let isCurrent = position == index
      if index == nil { pen.fill(place, theme.color(hue(position)).opacity(0.4)) }
      if isCurrent { pen.fill(place, theme.color(.orange).opacity(0.55)) }
      pen.outline(place, theme.axis, width: 0.4)
      guard position <= index ?? position else { continue }
      number(step.result, in: place, theme.ink, isBold: isCurrent, with: pen)
    }
    if let index {
      let current = step(index)
      pen.outline(
        square(current.row, current.column, in: box, cell: cell), theme.color(.orange), width: 1.4)
    }
  }

  private func hue(_ index: Int) -> Hue {
    // Neighbours to the side and below differ for any width of the output.
    let row = index / outputWidth
    let column = index % outputWidth
    let hues: [Hue] = [.blue, .orange, .green, .purple, .vermillion, .sky]
    return hues[(column + row * (outputWidth % 6 == 0 ? outputWidth + 1 : outputWidth)) % 6]
  }

  private func square(_ row: Int, _ column: Int, in box: Rect, cell: Double) -> Rect {
    Rect(
      x: box.x + Double(column) * cell, y: box.y + Double(row) * cell, width: cell, height: cell)
  }

  private func number(
    _ value: Double, in place: Rect, _ color: Color, isBold: Bool = false, with pen: Pen
  ) {
    let text = WindowDiagram.text(value)
    for scale in Swift.stride(from: 1.0, through: 0.5, by: -0.1) {
      let style = pen.theme.text(scale, weight: isBold ? .bold : .regular, color: color)
      guard pen.width(of: text, style) <= place.width - 1.5,
        pen.lineHeight(style) <= place.height * 1.15 || scale <= 0.5
      else { continue }
      pen.text(text, style, x: place.midX, middle: place.midY, anchor: .center)
      return
    }
  }
}

extension WindowDiagram {
  public var draftAltText: String {
    let window = operation.window
    let name =
      switch operation {
      case .convolution: "convolution with a \(window.height) by \(window.width) kernel"
      case .max: "largest value in windows of \(window.height) by \(window.width)"
      case .min: "least value in windows of \(window.height) by \(window.width)"
      case .average: "mean of windows of \(window.height) by \(window.width)"
      }
    var sentences = [
      PlotText.capitalized([title, name].compactMap(\.self).joined(separator: ": "))
        + ", stride \(stride)" + (dilation > 1 ? ", dilation \(dilation)" : ""),
      "Input \(inputHeight) by \(inputWidth)"
        + (padding > 0 ? ", padded by \(padding) on each side (\(border.rawValue))" : "")
        + "; output \(outputHeight) by \(outputWidth)",
    ]
    if case .steps(let steps) = display {
      sentences += steps.prefix(6).map { index in
        let step = step(index)
        return "Row \(step.row + 1), column \(step.column + 1): \(step.arithmetic)"
      }
    }
    if !droppedCells.isEmpty {
      sentences.append("\(droppedCells.count) cells are read by no window")
    }
    return sentences.map { $0 + "." }.joined(separator: " ")
  }

  public var dataTables: [DataTable] {
    func table(_ title: String, _ rows: [[Double]]) -> DataTable {
      DataTable(
        title: title, columns: (rows.first ?? []).indices.map { String($0) },
        rows: rows.map { $0.map(DataTable.cell) })
    }
    let results = (0..<outputHeight).map { row in
      (0..<outputWidth).map { step(row * outputWidth + $0).result }
    }
    return [table("Input", input)] + (kernel.map { [table("Kernel", $0)] } ?? [])
      + [table("Output", results)]
  }
}
