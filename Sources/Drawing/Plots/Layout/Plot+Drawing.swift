import Graphics

extension Plot: Drawable {
  func height(for width: Double) -> Double {
    // Rows of bars need a height of their own; curves look best a little flatter than 3 to 5.
    let rows = marks.compactMap { mark -> Positions? in
      if case .bars(let bars) = mark, bars.direction == .horizontal { bars.positions } else { nil }
    }
    let curves = min(width * 0.56, 270)
    guard !rows.isEmpty else { return curves }
    return Double(AxisDataRange.categories(of: rows).count) * 17 + 70
  }

  func draw(in frame: Rect, with pen: Pen) {
    draw(PlotLayout(self, in: frame, pen: pen))
  }

  func draw(_ layout: PlotLayout) {
    let pen = layout.pen
    if layout.agreement.hasTitle { _ = pen.title(title, in: layout.frame) }
    layout.drawBackground()
    var space = layout.space
    for (index, mark) in marks.enumerated() {
      space.bars = layout.placements[index]
      mark.drawable.draw(in: space, style: layout.series.styles[index])
    }
    layout.drawAxes()
    layout.drawNamesAndRemarks()
  }
}

extension PlotLayout {
  /// Draws the grid, which lies behind all marks.
  func drawBackground() {
    let color = pen.theme.grid
    let hasRows = plot.marks.contains { mark in
      if case .bars(let bars) = mark { bars.direction == .horizontal } else { false }
    }
    let isCloud =
      plot.marks.contains { if case .points = $0 { true } else { false } }
      && !plot.marks.contains { if case .line = $0 { true } else { false } }
    if hasRows || isCloud, x.isNumeric {
      for tick in x.ticks {
        guard let place = x.scale.place(tick.value) else { continue }
        pen.line(
          Point(x: place, y: area.y), Point(x: place, y: area.maxY), color, width: 0.5)
      }
    }
    guard !hasRows, y.isNumeric else { return }
    for tick in y.ticks {
      guard let place = y.scale.place(tick.value) else { continue }
      pen.line(
        Point(x: area.x, y: place), Point(x: area.maxX, y: place), color, width: 0.5)
    }
  }

  func drawAxes() {
    drawHorizontalAxis()
    drawVerticalAxis()
  }

  private func drawHorizontalAxis() {
    let theme = pen.theme
    let style = theme.tickText
    pen.line(
      Point(x: area.x, y: area.maxY), Point(x: area.maxX, y: area.maxY), theme.axis, width: 0.7)
    if x.scale.kind == .log {
      for value in Ticks.logarithmicMinor(low: x.scale.low, high: x.scale.high) {
        guard let place = x.scale.place(value) else { continue }
        pen.line(
          Point(x: place, y: area.maxY), Point(x: place, y: area.maxY + 1.6), theme.axis,
          width: 0.4)
      }
    }
    let lineHeight = pen.lineHeight(style)
    let top = area.maxY + 4.5
    for tick in x.ticks {
      guard let place = x.scale.place(tick.value) else { continue }
      if x.isNumeric {
        pen.line(
          Point(x: place, y: area.maxY), Point(x: place, y: area.maxY + 3), theme.axis)
      }
      for (index, line) in tick.lines.enumerated() {
        if x.isUpward {
          pen.upwardText(
            line, style, left: place - lineHeight / 2,
            middle: top + pen.width(of: line, style) / 2)
        } else {
          pen.text(
            line, style, x: place, top: top + Double(index) * lineHeight, anchor: .center)
        }
      }
    }
    if agreement.hasXTitle, let title = plot.xAxis.title {
      let width = pen.width(of: title, theme.axisTitleText)
      let middle = min(max(area.midX, frame.x + width / 2), frame.maxX - width / 2)
      pen.text(
        title, theme.axisTitleText, x: middle, top: top + x.height(pen) + 2, anchor: .center)
    }
  }

  private func drawVerticalAxis() {
    let theme = pen.theme
    let style = theme.tickText
    for tick in y.ticks {
      guard let place = y.scale.place(tick.value) else { continue }
      for line in tick.lines {
        pen.text(line, style, x: area.x - 5, middle: place, anchor: .right)
      }
    }
    if y.isNumeric, y.scale.low < 0, y.scale.high > 0, let zero = y.scale.place(0) {
      pen.line(
        Point(x: area.x, y: zero), Point(x: area.maxX, y: zero), theme.axis, width: 0.5)
    }
    if !y.isNumeric {
      pen.line(Point(x: area.x, y: area.y), Point(x: area.x, y: area.maxY), theme.axis, width: 0.7)
    }
    if agreement.hasYTitle, !agreement.leavesYTitleBlank, let title = plot.yAxis.title {
      let top = area.y - pen.lineHeight(theme.axisTitleText) - yTitleGap
      pen.text(title, theme.axisTitleText, x: frame.x, top: top)
    }
  }

  /// Draws all words that stand beside data: names first, whose places are the most certain.
  func drawNamesAndRemarks() {
    var placement = LabelPlacement(bounds: area, occupied: occupied)
    switch naming {
    case .none: break
    case .above:
      let height = legend.rowsHeight(width: frame.width)
      let titleHeight =
        agreement.hasYTitle && plot.yAxis.title != nil
        ? pen.lineHeight(pen.theme.axisTitleText) + yTitleGap
        : pen.lineHeight(pen.theme.tickText) / 2
      legend.drawRows(
        at: Point(x: frame.x, y: area.y - titleHeight - height - 4), width: frame.width)
    case .inside:
      let size = legend.blockSize
      if let corner = freeCorner(for: size) {
        legend.drawBlock(at: corner)
        placement.take(
          Rect(x: corner.x, y: corner.y, width: size.width, height: size.height))
      }
    case .atLineEnds: drawEndLabels()
    }

    for (index, mark) in plot.marks.enumerated() {
      var space = space
      space.bars = placements[index]
      for label in mark.drawable.markLabels(in: space, style: series.styles[index]) {
        draw(label, &placement)
      }
    }
  }

  private func draw(_ label: MarkLabel, _ placement: inout LabelPlacement) {
    let extent = pen.canvas.measure(label.text, style: label.style)
    guard let middle = placement.place(label, extent: extent) else { return }
    if label.hasPaper {
      pen.fill(
        Rect(
          x: middle.x - extent.width / 2 - 1, y: middle.y - extent.height * 0.4,
          width: extent.width + 2, height: extent.height * 0.8), pen.theme.paper)
    }
    pen.text(label.text, label.style, x: middle.x, middle: middle.y, anchor: .center)
    guard label.hasArrow else { return }
    let box = Rect(
      x: middle.x - extent.width / 2 - 1.5, y: middle.y - extent.height / 2,
      width: extent.width + 3, height: extent.height)
    // The arrow leaves from the point of the words' box that is nearest to the target.
    let from = Point(
      x: min(max(label.target.x, box.x), box.maxX), y: min(max(label.target.y, box.y), box.maxY))
    let dx = label.target.x - from.x
    let dy = label.target.y - from.y
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 7 else { return }
    // It stops short of the target, which stays visible.
    let tip = Point(
      x: label.target.x - dx / length * 3.2, y: label.target.y - dy / length * 3.2)
    pen.arrow(from, tip, pen.theme.secondaryInk, width: 0.6, head: 3.6)
  }
}

extension AxisLayout {
  var isNumeric: Bool {
    if case .categories = scale.kind { false } else { true }
  }
}
