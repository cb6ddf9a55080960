import Graphics

/// The area between the axes, as marks draw in it.
struct PlotSpace {
  let pen: Pen
  let frame: Rect
  let x: AxisScale
  let y: AxisScale
  /// Where the bars stand while a mark of bars is drawn.
  var bars: BarPlacement?

  /// Returns the place of a pair of values, or `nil` when an axis has none for it.
  func place(_ x: Double, _ y: Double) -> Point? {
    guard let x = self.x.place(x), let y = self.y.place(y) else { return nil }
    return Point(x: x, y: y)
  }

  /// Returns the places of a series, one array for each stretch without a gap.
  func stretches(_ positions: Positions, _ values: Numbers) -> [[Point]] {
    var stretches: [[Point]] = [[]]
    for (x, y) in zip(x.numbers(of: positions), values) {
      if let point = place(x, y) {
        stretches[stretches.count - 1].append(point)
      } else if stretches.last?.isEmpty == false {
        stretches.append([])
      }
    }
    return stretches.filter { !$0.isEmpty }
  }

  func color(_ style: SeriesStyle) -> Color { pen.theme.color(style.hue) }

  func stroke(_ style: SeriesStyle, width: Double = 1.3) -> Stroke {
    Stroke(color: color(style), width: width, dash: style.pattern.dash.map { $0 * width / 1.1 })
  }

  /// Draws one dot, in the form by which its series is told apart.
  func dot(_ center: Point, _ style: SeriesStyle, radius: Double = 2.1) {
    pen.dot(center, shape: style.shape, color: color(style), radius: radius)
  }

  /// Returns small boxes along a line, which words then keep clear of.
  func boxes(along points: [Point]) -> [Rect] {
    var boxes: [Rect] = []
    for (from, to) in zip(points, points.dropFirst()) {
      let length = max(abs(to.x - from.x), abs(to.y - from.y))
      let parts = min(max(Int(length / 5), 1), 200)
      for part in 0..<parts {
        let share = (Double(part) + 0.5) / Double(parts)
        let center = Point(
          x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share)
        boxes.append(Rect(x: center.x - 2.5, y: center.y - 2.5, width: 5, height: 5))
      }
    }
    if points.count == 1, let only = points.first {
      boxes.append(Rect(x: only.x - 2.5, y: only.y - 2.5, width: 5, height: 5))
    }
    return boxes
  }
}

extension Pen {
  func dot(_ center: Point, shape: PointShape, color: Color, radius: Double) {
    let corners = { (points: [(Double, Double)]) in
      Path.polygon(points.map { Point(x: center.x + $0.0 * radius, y: center.y + $0.1 * radius) })
    }
    let thin = Stroke(color: color, width: radius * 0.5)
    switch shape {
    case .circle: canvas.fill(.circle(center: center, radius: radius), with: color)
    case .ring:
      canvas.fill(.circle(center: center, radius: radius), with: theme.paper)
      canvas.stroke(.circle(center: center, radius: radius), with: thin)
    case .square:
      canvas.fill(corners([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]), with: color)
    case .triangle:
      canvas.fill(corners([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)]), with: color)
    case .diamond:
      canvas.fill(corners([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]), with: color)
    case .cross, .plus:
      let reach = radius * (shape == .cross ? 0.9 : 1.2)
      let ends: [(Double, Double)] = shape == .cross ? [(1, 1), (1, -1)] : [(1, 0), (0, 1)]
      for end in ends {
        canvas.stroke(
          .polyline([
            Point(x: center.x - end.0 * reach, y: center.y - end.1 * reach),
            Point(x: center.x + end.0 * reach, y: center.y + end.1 * reach),
          ]), with: thin)
      }
    }
  }
}
