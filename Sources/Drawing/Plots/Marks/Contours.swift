import Contracts
import Graphics

/// Lines along which a quantity known on a grid has the same value.
public struct Contours: Mark, Hashable, Codable, Sendable {
  public var x: Numbers
  public var y: Numbers
  /// Row by row, one row for each `y`.
  public var values: Numbers
  public var levels: [Double]
  public var name: String?
  public var color: Hue?
  /// How each line's level is written on it; `nil` for not at all.
  public var levelLabels: NumberFormat?

  /// Creates the lines of `values` at `levels`.
  ///
  /// The places of the columns are `x`, those of the rows `y`; each line's level is written on it as
  /// `levelLabels` says.
  ///
  /// - Precondition: `values` has `y.count` rows of `x.count` values.
  public init<X: PlotNumber, Y: PlotNumber, Value: PlotNumber>(
    x: some Sequence<X>, y: some Sequence<Y>, values: [[Value]], levels: [Double],
    name: String? = nil, color: Hue? = nil, levelLabels: NumberFormat? = .automatic
  ) {
    self.x = Numbers(x.map(\.plotted))
    self.y = Numbers(y.map(\.plotted))
    self.values = Numbers(values.joined().map(\.plotted))
    self.levels = levels
    self.name = name
    self.color = color
    self.levelLabels = levelLabels
    let columns = self.x.count
    require(
      values.count == self.y.count && values.allSatisfy { $0.count == columns },
      "Contours: expected \(self.y.count) rows of \(columns) values, got rows of "
        + "\(values.map(\.count)).")
  }

  public var plotMark: PlotMark { .contours(self) }
}

extension Contours: DrawableMark {
  var symbol: LegendSymbol? { .line }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    space.pen.canvas.clip(to: space.frame) {
      for level in levels {
        // All in one stroke: hundreds of them would each say their colour and width.
        var path = Path()
        for (from, to) in lines(of: level, in: space) {
          path.move(to: from)
          path.line(to: to)
        }
        space.pen.canvas.stroke(path, with: Stroke(color: space.color(style), width: 1))
      }
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    levels.flatMap { level in
      lines(of: level, in: space).flatMap { space.boxes(along: [$0.0, $0.1]) }
    }
  }

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard let levelLabels else { return [] }
    let words = space.pen.theme.text(0.92, color: space.color(style))
    return levels.compactMap { level in
      let lines = lines(of: level, in: space).filter { space.frame.contains($0.0) }
      guard !lines.isEmpty else { return nil }
      let text = levelLabels.text(level)
      let anchors = [1, 3, 5, 7].map { lines[lines.count * $0 / 8].0 }
      return MarkLabel(
        text: text, style: words, target: anchors[1],
        candidates: anchors, hasPaper: true, isOptional: true)
    }
  }

  var columns: [DataColumn] {
    let places = y.flatMap { row in x.map { (x: $0, y: row) } }
    return [
      .x(.numbers(Numbers(places.map(\.x)))), .y(Numbers(places.map(\.y)), word: "y"), .y(values),
    ]
  }

  private func lines(of level: Double, in space: PlotSpace) -> [(Point, Point)] {
    MarchingSquares.segments(of: values, rows: y.count, columns: x.count, level: level)
      .compactMap { segment in
        guard let from = place(segment.fromColumn, segment.fromRow, in: space),
          let to = place(segment.toColumn, segment.toRow, in: space)
        else { return nil }
        return (from, to)
      }
  }

  /// Returns the place of a point between the columns and rows of the grid.
  private func place(_ column: Double, _ row: Double, in space: PlotSpace) -> Point? {
    space.place(Contours.value(in: x, at: column), Contours.value(in: y, at: row))
  }

  private static func value(in numbers: Numbers, at index: Double) -> Double {
    let below = min(Int(index), numbers.count - 1)
    let above = min(below + 1, numbers.count - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (index - Double(below))
  }
}
