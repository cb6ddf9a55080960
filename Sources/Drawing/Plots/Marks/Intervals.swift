import Graphics

/// A thin vertical bar from a low to a high value at each place, with a dot at the middle value.
public struct Intervals: Mark, Hashable, Codable, Sendable {
  public var x: Positions
  public var low: Numbers
  public var middle: Numbers
  public var high: Numbers
  public var name: String?
  public var color: Hue?

  /// Creates intervals, such as the least, the median and the largest over several seeds.
  ///
  /// - Precondition: `x`, `low`, `middle` and `high` have the same count.
  public init<X: PlotPosition, Y: PlotNumber>(
    x: some Sequence<X>, low: some Sequence<Y>, middle: some Sequence<Y>, high: some Sequence<Y>,
    name: String? = nil, color: Hue? = nil
  ) {
    self.low = Numbers(low.map(\.plotted))
    self.middle = Numbers(middle.map(\.plotted))
    self.high = Numbers(high.map(\.plotted))
    self.x = Positions(x, of: "Intervals", matching: self.middle.count)
    self.name = name
    self.color = color
    requireSameCount(
      self.low.count, self.middle.count, mark: "Intervals", first: "low", second: "middle")
    requireSameCount(
      self.high.count, self.middle.count, mark: "Intervals", first: "high", second: "middle")
  }

  public var plotMark: PlotMark { .intervals(self) }
}

extension Intervals: DrawableMark {
  var symbol: LegendSymbol? { .interval }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    for numbers in [low, middle, high] { data.y.include(numbers) }
    data.x.includeMargin(0.04)
    data.y.includeMargin(0.04)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    for place in places(in: space) {
      space.pen.line(place.low, place.high, space.color(style), width: 1.1)
      space.dot(place.middle, style, radius: 2.6)
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    places(in: space).map { place in
      Rect(
        x: place.middle.x - 3, y: place.high.y, width: 6, height: max(place.low.y - place.high.y, 6)
      )
    }
  }

  var columns: [DataColumn] {
    [.x(x), .y(low, word: "low"), .y(middle), .y(high, word: "high")]
  }

  private func places(in space: PlotSpace) -> [(low: Point, middle: Point, high: Point)] {
    space.x.numbers(of: x).enumerated().compactMap { index, x in
      guard let low = space.place(x, low[index]), let middle = space.place(x, middle[index]),
        let high = space.place(x, high[index]), space.frame.inset(by: -0.5).contains(middle)
      else { return nil }
      return (low, middle, high)
    }
  }
}
