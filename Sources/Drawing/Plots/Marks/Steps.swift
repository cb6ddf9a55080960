import Graphics

/// A line that stays level until its next value, as counts and learning rates do.
public struct Steps: Mark, Hashable, Codable, Sendable {
  public var x: Positions
  public var y: Numbers
  public var name: String?
  public var color: Hue?
  public var pattern: LinePattern?

  /// Creates a line that holds each `y` from its `x` up to the next one.
  ///
  /// - Precondition: There are as many `x` as `y`.
  public init<X: PlotPosition, Y: PlotNumber>(
    x: some Sequence<X>, y: some Sequence<Y>, name: String? = nil, color: Hue? = nil,
    pattern: LinePattern? = nil
  ) {
    self.y = Numbers(y.map(\.plotted))
    self.x = Positions(x, of: "Steps", matching: self.y.count)
    self.name = name
    self.color = color
    self.pattern = pattern
  }

  public var plotMark: PlotMark { .steps(self) }
}

extension Steps: DrawableMark {
  var symbol: LegendSymbol? { .line }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    space.pen.canvas.clip(to: space.frame.inset(by: -1)) {
      for points in corners(in: space) {
        space.pen.canvas.stroke(.polyline(points), with: space.stroke(style))
      }
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    corners(in: space).flatMap { space.boxes(along: $0) }
  }

  var columns: [DataColumn] { [.x(x), .y(y)] }

  private func corners(in space: PlotSpace) -> [[Point]] {
    space.stretches(x, y).map { points in
      zip(points, points.dropFirst()).flatMap { from, to in [from, Point(x: to.x, y: from.y)] }
        + points.suffix(1)
    }
  }
}
