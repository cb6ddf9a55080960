import Graphics

/// A plot fitted into a frame: where its axes, names and labels go.
///
/// Everything that needs room outside the axes is measured first, from the outside in; the axes take
/// what is left.
struct PlotLayout {
  /// What the panels of one figure agree on.
  struct Agreement {
    /// The names of all series of all panels, so that each looks the same everywhere.
    var names: [String] = []
    var xRange: ClosedRange<Double>?
    var yRange: ClosedRange<Double>?
    var hasTitle = true
    var hasLegend = true
    var hasXTitle = true
    var hasYTitle = true
    /// Whether room is kept for the title of the vertical axis without drawing it.
    var leavesYTitleBlank = false
    /// The least room left of the axis, so that axes of one column stand below one another.
    var leftMargin = 0.0
    var rightMargin = 0.0
  }

  enum Naming {
    case none
    case atLineEnds
    case inside
    case above
  }

  let plot: Plot
  let pen: Pen
  let agreement: Agreement
  let frame: Rect
  private(set) var series: SeriesStyles
  private(set) var placements: [BarPlacement?]
  private(set) var x: AxisLayout
  private(set) var y: AxisLayout
  private(set) var naming: Naming
  /// The area between the axes.
  private(set) var area: Rect
  /// What is left of the frame below the title.
  private var content: Rect

  private let tickLength = 3.0
  /// From the title of the vertical axis to the axis, whose topmost number reaches above it.
  var yTitleGap: Double { y.isNumeric ? pen.lineHeight(pen.theme.tickText) / 2 + 3.5 : 4 }
  private let labelGap = 5.0

  init(_ plot: Plot, in frame: Rect, pen: Pen, agreement: Agreement = Agreement()) {
    self.plot = plot
    self.pen = pen
    self.agreement = agreement
    self.frame = frame
    series = SeriesStyles(plot.marks, names: agreement.names)
    placements = BarPlacement.placements(of: plot.marks)

    var data = PlotDataRange()
    for (mark, placement) in zip(plot.marks, placements) {
      if case .bars(let bars) = mark {
        bars.extend(&data, placement: placement)
      } else {
        mark.drawable.extend(&data)
      }
    }
    var xAxis = plot.xAxis
    var yAxis = plot.yAxis
    xAxis.range = xAxis.range ?? agreement.xRange
    yAxis.range = yAxis.range ?? agreement.yRange

    content = PlotLayout.contentFrame(plot, in: frame, pen: pen, agreement: agreement)
    area = content
    naming = .none
    x = AxisLayout(xAxis, data: data.x, length: content.width, isVertical: false, pen: pen)
    y = AxisLayout(yAxis, data: data.y, length: content.height, isVertical: true, pen: pen)
    naming = preferredNaming

    // The height of the names below decides the room for those at the left, and the other way
    // round; the second pass starts from measured values.
    for _ in 0..<2 {
      let top =
        (naming == .above ? legend.rowsHeight(width: content.width) + 4 : 0)
        + (shownYTitle == nil
          ? pen.lineHeight(pen.theme.tickText) / 2
          : pen.lineHeight(pen.theme.axisTitleText) + yTitleGap)
      let bottom =
        tickLength + 1.5 + x.height(pen)
        + (shownXTitle == nil ? 0 : pen.lineHeight(pen.theme.axisTitleText) + 2.5)
      let left = max(y.width(pen) + labelGap, agreement.leftMargin, overhang.left)
      let right = max(endLabelsWidth, agreement.rightMargin, overhang.right)
      area = content.trimmed(left: left, top: top, right: right, bottom: bottom)
      x = AxisLayout(xAxis, data: data.x, length: area.width, isVertical: false, pen: pen)
      y = AxisLayout(yAxis, data: data.y, length: area.height, isVertical: true, pen: pen)
      x.scale.start = area.x
      x.scale.end = area.maxX
      let isTopDown = if case .categories = y.scale.kind { true } else { false }
      y.scale.start = isTopDown ? area.y : area.maxY
      y.scale.end = isTopDown ? area.maxY : area.y
    }
    if naming == .above, agreement.hasLegend, plot.legend == .automatic,
      freeCorner(for: legend.blockSize) != nil
    {
      naming = .inside
      let gained = legend.rowsHeight(width: content.width) + 4
      area = Rect(
        x: area.x, y: area.y - gained, width: area.width, height: area.height + gained)
      if y.scale.start > y.scale.end { y.scale.end = area.y } else { y.scale.start = area.y }
      // Higher axes may have moved a line into the corner.
      if freeCorner(for: legend.blockSize) == nil {
        naming = .above
        area = area.below(gained)
        if y.scale.start > y.scale.end { y.scale.end = area.y } else { y.scale.start = area.y }
      }
    }
  }

  var space: PlotSpace { PlotSpace(pen: pen, frame: area, x: x.scale, y: y.scale, bars: nil) }

  var legend: Legend { Legend(series.entries, pen: pen) }

  private static func contentFrame(
    _ plot: Plot, in frame: Rect, pen: Pen, agreement: Agreement
  ) -> Rect {
    guard agreement.hasTitle, let title = plot.title else { return frame }
    let lines = pen.wrap(title, pen.theme.titleText, width: frame.width)
    return frame.below(Double(lines.count) * pen.lineHeight(pen.theme.titleText) + 5)
  }

  private var shownXTitle: String? { agreement.hasXTitle ? plot.xAxis.title : nil }
  private var shownYTitle: String? { agreement.hasYTitle ? plot.yAxis.title : nil }

  /// How far the first and last words of the horizontal axis reach beyond it.
  private var overhang: (left: Double, right: Double) {
    var scale = x.scale
    scale.start = 0
    scale.end = area.width
    var left = 0.0
    var right = 0.0
    for tick in x.ticks {
      let widest = tick.lines.map { pen.width(of: $0, pen.theme.tickText) }.max() ?? 0
      let half = x.isUpward ? pen.lineHeight(pen.theme.tickText) / 2 : widest / 2
      let place = scale.place(tick.value) ?? 0
      left = max(left, half - place)
      right = max(right, place + half - area.width)
    }
    return (left, right)
  }
}

// MARK: Names of series

extension PlotLayout {
  private var preferredNaming: Naming {
    guard agreement.hasLegend, plot.legend != .hidden, !series.entries.isEmpty else { return .none }
    guard plot.legend == .automatic else { return .above }
    let height = pen.lineHeight(pen.theme.labelText)
    let ends = lineEnds
    let fits =
      series.entries.count <= 7 && Double(series.entries.count) * height < content.height * 0.7
      && endLabelsNaturalWidth < content.width * 0.34
    return fits && ends.count == series.entries.count ? .atLineEnds : .above
  }

  /// The last value of each named line that ends at the right end of the axis.
  private var lineEnds: [(entry: SeriesStyles.Entry, x: Double, y: Double)] {
    guard case .linear = x.scale.kind else { return logLineEnds }
    return ends { (x.scale.high - $0) / (x.scale.high - x.scale.low) }
  }

  private var logLineEnds: [(entry: SeriesStyles.Entry, x: Double, y: Double)] {
    if case .categories(let names) = x.scale.kind {
      return ends { (Double(names.count - 1) - $0) / Double(max(names.count, 1)) }
    }
    return ends {
      $0 > 0 ? (x.scale.high.log10 - $0.log10) / (x.scale.high.log10 - x.scale.low.log10) : 1
    }
  }

  private func ends(
    _ shareLeft: (Double) -> Double
  ) -> [(entry: SeriesStyles.Entry, x: Double, y: Double)] {
    series.entries.compactMap { entry in
      for mark in plot.marks where mark.drawable.name == entry.name {
        let positions: Positions
        let values: Numbers
        switch mark {
        case .line(let line): (positions, values) = (line.x, line.y)
        case .steps(let steps): (positions, values) = (steps.x, steps.y)
        default: continue
        }
        let xs = x.scale.numbers(of: positions)
        guard let last = values.lastIndex(where: \.isFinite), xs[last].isFinite,
          abs(shareLeft(xs[last])) < 0.07
        else { return nil }
        return (entry, xs[last], values[last])
      }
      return nil
    }
  }

  private var endLabelsNaturalWidth: Double {
    (series.entries.map { pen.width(of: $0.name, pen.theme.labelText) }.max() ?? 0) + 8
  }

  private var endLabelsWidth: Double { naming == .atLineEnds ? endLabelsNaturalWidth : 0 }

  /// Draws each line's name at its end, and returns the areas taken.
  func drawEndLabels() {
    let style = pen.theme.labelText
    let distance = pen.lineHeight(style)
    let ends = lineEnds.map { end in
      let place = space.place(end.x, end.y) ?? Point(x: area.maxX, y: area.maxY)
      return (
        entry: end.entry, x: place.x, y: min(max(place.y, area.y), area.maxY)
      )
    }.sorted { $0.y < $1.y }
    let places = Separation.places(
      ends.map(\.y), distance: distance,
      bounds: area.y...max(area.y, area.maxY - distance * 0.35))
    for (end, y) in zip(ends, places) {
      let color = pen.theme.color(end.entry.style.hue)
      var style = style
      style.color = color.mixed(with: pen.theme.ink, share: 0.25)
      pen.text(end.entry.name, style, x: area.maxX + 8, middle: y)
      if abs(y - end.y) > distance * 0.45 {
        pen.line(
          Point(x: end.x + 2.5, y: end.y), Point(x: area.maxX + 6.5, y: y), color.opacity(0.6),
          width: 0.5)
      }
    }
  }

  /// Returns a place for a block of names where no data is.
  func freeCorner(for size: Size) -> Point? {
    guard size.width < area.width * 0.6, size.height < area.height * 0.6 else { return nil }
    let occupied = occupied
    let margin = 5.0
    let right = area.maxX - size.width - margin
    let left = area.x + margin
    let middle = area.midX - size.width / 2
    let bottom = area.maxY - size.height - margin
    let top = area.y + 2
    let candidates = [
      Point(x: right, y: top), Point(x: left, y: top), Point(x: right, y: bottom),
      Point(x: left, y: bottom), Point(x: right, y: (top + bottom) / 2),
      Point(x: middle, y: top), Point(x: middle, y: bottom),
    ]
    return candidates.first { corner in
      let box = Rect(
        x: corner.x, y: corner.y, width: size.width, height: size.height
      ).inset(by: -margin)
      return !occupied.contains { $0.intersects(box) }
    }
  }

  /// The areas that data takes.
  var occupied: [Rect] {
    zip(plot.marks, placements).flatMap { mark, placement in
      var space = space
      space.bars = placement
      return mark.drawable.occupied(in: space)
    }
  }
}
