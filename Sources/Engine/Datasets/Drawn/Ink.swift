/// A grey sheet on which strokes are drawn, softly at their edges.
///
/// A pixel's ink is how far it lies inside the stroke: one minus the distance of its centre from the
/// stroke's edge, between 0 and 1. Overlapping strokes keep the larger value.
struct Ink {
  let side: Int
  /// From 0 (paper) to 1 (ink), row by row.
  private(set) var values: [Double]

  init(side: Int) {
    self.side = side
    values = Array(repeating: 0, count: side * side)
  }

  /// Draws a line through `points` (in pixels), `width` pixels wide.
  mutating func stroke(_ points: [Spot], width: Double) {
    for (start, end) in zip(points, points.dropFirst()) {
      let reach = width / 2 + 1
      let rows = span(min(start.y, end.y) - reach, max(start.y, end.y) + reach)
      let columns = span(min(start.x, end.x) - reach, max(start.x, end.x) + reach)
      for row in rows {
        for column in columns {
          let center = Spot(x: Double(column) + 0.5, y: Double(row) + 0.5)
          let ink = width / 2 + 0.5 - center.distance(toSegmentFrom: start, to: end)
          let place = row * side + column
          values[place] = max(values[place], min(max(ink, 0), 1))
        }
      }
    }
  }

  private func span(_ low: Double, _ high: Double) -> Range<Int> {
    let first = min(max(Int(low.rounded(.down)), 0), side)
    return first..<min(max(Int(high.rounded(.up)), first), side)
  }
}

/// A place on a sheet.
struct Spot: Hashable {
  var x: Double
  var y: Double

  func distance(toSegmentFrom start: Spot, to end: Spot) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let along = length == 0 ? 0 : ((x - start.x) * dx + (y - start.y) * dy) / length
    let nearest = min(max(along, 0), 1)
    let (gapX, gapY) = (x - start.x - nearest * dx, y - start.y - nearest * dy)
    return (gapX * gapX + gapY * gapY).squareRoot()
  }
}
