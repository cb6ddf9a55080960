import Graphics

/// A bar for each value, standing on zero.
///
/// Several `Bars` in one plot stand side by side, or on one another when they are `.stacked`.
public struct Bars: Mark, Hashable, Codable, Sendable {
  public enum Arrangement: String, Hashable, Codable, Sendable { case grouped, stacked }
  public enum Direction: String, Hashable, Codable, Sendable { case vertical, horizontal }

  /// Where each bar stands along the axis that it rises from.
  public var positions: Positions
  public var values: Numbers
  public var name: String?
  public var color: Hue?
  public var arrangement: Arrangement
  public var direction: Direction
  /// How the value at the end of each bar is written; `nil` for none.
  public var valueLabels: NumberFormat?

  /// Creates bars that rise from the horizontal axis.
  ///
  /// - Precondition: There are as many `x` as `y`.
  public init<X: PlotPosition, Y: PlotNumber>(
    x: some Sequence<X>, y: some Sequence<Y>, name: String? = nil, color: Hue? = nil,
    arrangement: Arrangement = .grouped, valueLabels: NumberFormat? = nil
  ) {
    values = Numbers(y.map(\.plotted))
    positions = Positions(x, of: "Bars", matching: values.count)
    direction = .vertical
    self.name = name
    self.color = color
    self.arrangement = arrangement
    self.valueLabels = valueLabels
  }

  /// Creates bars that lie along the horizontal axis, one name a row, the first on top.
  ///
  /// - Precondition: There are as many `y` as `x`.
  public init<X: PlotNumber>(
    y: some Sequence<String>, x: some Sequence<X>, name: String? = nil, color: Hue? = nil,
    arrangement: Arrangement = .grouped, valueLabels: NumberFormat? = nil
  ) {
    values = Numbers(x.map(\.plotted))
    positions = Positions(y, of: "Bars", matching: values.count)
    direction = .horizontal
    self.name = name
    self.color = color
    self.arrangement = arrangement
    self.valueLabels = valueLabels
  }

  public var plotMark: PlotMark { .bars(self) }
}

extension Bars: DrawableMark {
  var symbol: LegendSymbol? { .area }

  func extend(_ data: inout PlotDataRange) {
    extend(&data, placement: nil)
  }

  /// Tells which values the axes must show, given what the bars stand on.
  func extend(_ data: inout PlotDataRange, placement: BarPlacement?) {
    let ends = values.enumerated().map { $1 + (placement?.bases[$0] ?? 0) }
    let isVertical = direction == .vertical
    var along = isVertical ? data.x : data.y
    var up = isVertical ? data.y : data.x
    along.include(positions)
    if case .numbers(let numbers) = positions, let extent = numbers.extent {
      let half = (placement?.width ?? 1) / 2 + abs(placement?.offset ?? 0)
      along.includeBars(at: numbers)
      along.include([extent.lowerBound - half * 1.3, extent.upperBound + half * 1.3])
    }
    up.include(ends)
    up.include(0)
    up.standsOnZero = true
    if valueLabels != nil, arrangement == .grouped {
      up.includeMargin(isVertical ? 0.07 : 0.12)
      up.hasWordsAtEnds = true
    }
    data = isVertical ? PlotDataRange(x: along, y: up) : PlotDataRange(x: up, y: along)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    let color = space.color(style)
    space.pen.canvas.clip(to: space.frame.inset(by: -0.5)) {
      for box in boxes(in: space).compactMap(\.self) {
        space.pen.fill(box, color.opacity(0.88))
        // A hair of paper keeps the parts of a stack, and neighbours of one group, apart.
        space.pen.outline(box, space.pen.theme.paper, width: 0.5)
      }
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] { boxes(in: space).compactMap(\.self) }

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard let valueLabels else { return [] }
    return zip(boxes(in: space), values).compactMap { box, value in
      guard let box else { return nil }
      let isInside = arrangement == .stacked
      let ink =
        isInside ? space.color(style).readableInk : space.pen.theme.secondaryInk
      let words = space.pen.theme.text(0.96, color: ink)
      let text = valueLabels.text(value)
      let extent = space.pen.canvas.measure(text, style: words)
      let middle = Point(x: box.midX, y: box.midY)
      if isInside {
        let fits = extent.width < box.width - 2 && extent.height < box.height
        guard fits else { return nil }
        return MarkLabel(
          text: text, style: words, target: middle, candidates: [middle], isOptional: true)
      }
      let up = extent.height / 2 + 0.5
      let aside = extent.width / 2 + 3
      let end =
        direction == .vertical
        ? Point(x: box.midX, y: value < 0 ? box.maxY + up : box.y - up)
        : Point(x: value < 0 ? box.x - aside : box.maxX + aside, y: box.midY)
      return MarkLabel(
        text: text, style: words, target: middle, candidates: [end], isOptional: true)
    }
  }

  var columns: [DataColumn] { [.x(positions), .y(values)] }

  private func boxes(in space: PlotSpace) -> [Rect?] {
    let isVertical = direction == .vertical
    let along = isVertical ? space.x : space.y
    let up = isVertical ? space.y : space.x
    let placement = space.bars ?? BarPlacement(offset: 0, width: 0.7, bases: values.map { _ in 0 })
    return zip(along.numbers(of: positions), values).enumerated().map { index, bar in
      let base = placement.bases[index]
      guard bar.1.isFinite,
        let one = along.place(bar.0 + placement.offset - placement.width / 2),
        let other = along.place(bar.0 + placement.offset + placement.width / 2)
      else { return nil }
      let from = base == 0 ? up.base : up.place(base) ?? up.base
      let to = up.place(base + bar.1) ?? up.base
      let side = min(one, other)
      let breadth = abs(other - one)
      let length = abs(to - from)
      return isVertical
        ? Rect(x: side, y: min(from, to), width: breadth, height: length)
        : Rect(x: min(from, to), y: side, width: length, height: breadth)
    }
  }
}
