import Contracts
import Graphics

/// Points joined by straight lines, in the order given.
///
/// A missing value (NaN, or not positive on a log axis) leaves a gap.
public struct Line: Mark, Hashable, Codable, Sendable {
  public var x: Positions
  public var y: Numbers
  /// What the line is, written at its end or in the legend.
  public var name: String?
  public var color: Hue?
  public var pattern: LinePattern?
  /// Whether each value also gets a dot; `nil` when there are few enough to tell apart.
  public var showsPoints: Bool?

  /// Creates a line through `(x, y)`.
  ///
  /// - Precondition: There are as many `x` as `y`.
  public init<X: PlotPosition, Y: PlotNumber>(
    x: some Sequence<X>, y: some Sequence<Y>, name: String? = nil, color: Hue? = nil,
    pattern: LinePattern? = nil, showsPoints: Bool? = nil
  ) {
    self.y = Numbers(y.map(\.plotted))
    self.x = Positions(x, of: "Line", matching: self.y.count)
    self.name = name
    self.color = color
    self.pattern = pattern
    self.showsPoints = showsPoints
  }

  public var plotMark: PlotMark { .line(self) }
}

/// How a line is broken, so that lines differ on a grey printout too.
public enum LinePattern: String, Hashable, Codable, Sendable, CaseIterable {
  case solid, dashed, dotted, dashDotted, longDashed
}

func requireSameCount(_ one: Int, _ other: Int, mark: String, first: String, second: String) {
  require(
    one == other,
    "\(mark): expected as many \(first) as \(second), got \(one) \(first) and \(other) \(second).")
}

extension Line: DrawableMark {
  var symbol: LegendSymbol? { .line }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
    if hasDots { data.x.includeMargin(0.015) }
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    let stretches = space.stretches(x, y)
    space.pen.canvas.clip(to: space.frame.inset(by: -1)) {
      for points in stretches where points.count > 1 {
        space.pen.canvas.stroke(.polyline(points), with: space.stroke(style))
      }
    }
    for points in stretches where hasDots || points.count == 1 {
      for point in points where space.frame.inset(by: -0.5).contains(point) {
        space.dot(point, style)
      }
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    space.stretches(x, y).flatMap { space.boxes(along: $0) }
  }

  var columns: [DataColumn] { [.x(x), .y(y)] }

  /// More dots than this run together at the width of a page.
  private var hasDots: Bool { showsPoints ?? (y.count <= 12) }
}
