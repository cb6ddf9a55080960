import Graphics

/// A reference line across the whole plot, with a word on what it is.
public struct Rule: Mark, Hashable, Codable, Sendable {
  public enum Course: Hashable, Codable, Sendable {
    case horizontal(y: Double)
    case vertical(x: Double)
    /// `y = slope · x + intercept`, such as the diagonal of a calibration curve.
    case sloped(slope: Double, intercept: Double)
  }

  public var course: Course
  public var label: String?
  public var color: Hue?

  public init(y: some PlotNumber, label: String? = nil, color: Hue? = nil) {
    self.init(.horizontal(y: y.plotted), label: label, color: color)
  }

  public init(x: some PlotNumber, label: String? = nil, color: Hue? = nil) {
    self.init(.vertical(x: x.plotted), label: label, color: color)
  }

  public init(slope: Double, intercept: Double = 0, label: String? = nil, color: Hue? = nil) {
    self.init(.sloped(slope: slope, intercept: intercept), label: label, color: color)
  }

  private init(_ course: Course, label: String?, color: Hue?) {
    self.course = course
    self.label = label
    self.color = color
  }

  public var plotMark: PlotMark { .rule(self) }
}

extension Rule: DrawableMark {
  func extend(_ data: inout PlotDataRange) {
    switch course {
    case .horizontal(let y): data.y.include(y)
    case .vertical(let x): data.x.include(x)
    case .sloped: break
    }
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    guard let (from, to) = ends(in: space) else { return }
    space.pen.canvas.clip(to: space.frame.inset(by: -0.5)) {
      space.pen.line(from, to, lineColor(in: space), width: 0.8, dash: [3, 2])
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    ends(in: space).map { space.boxes(along: [$0, $1]) } ?? []
  }

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard let label, let (from, to) = ends(in: space) else { return [] }
    let words = space.pen.theme.text(
      0.96, italic: true,
      color: color.map { space.pen.theme.color($0) }
        ?? space.pen.theme.secondaryInk)
    let extent = space.pen.canvas.measure(label, style: words)
    let half = extent.width / 2
    let candidates: [Point]
    switch course {
    case .vertical:
      let heights = [0.0, 1, 0.25, 0.5, 0.75].map { share in
        space.frame.y + extent.height / 2 + 2 + share * (space.frame.height - extent.height - 4)
      }
      candidates = heights.flatMap { y in
        [Point(x: from.x + half + 4, y: y), Point(x: from.x - half - 4, y: y)]
      }
    case .horizontal, .sloped:
      candidates = [0.97, 0.03, 0.75, 0.5, 0.25].flatMap { share -> [Point] in
        let x = from.x + half + share * max(to.x - from.x - extent.width, 0)
        // On a slope, the nearer end of the words decides how far they stand off.
        let rise = abs(to.y - from.y) / max(to.x - from.x, 1) * half
        let y = from.y + (to.y - from.y) * (x - from.x) / max(to.x - from.x, 1)
        let off = extent.height / 2 + 2.7 + rise
        return [Point(x: x, y: y - off), Point(x: x, y: y + off)]
      }
    }
    return [
      MarkLabel(
        text: label, style: words, target: Point(x: to.x, y: to.y), candidates: candidates)
    ]
  }

  private func lineColor(in space: PlotSpace) -> Color {
    color.map { space.pen.theme.color($0) } ?? space.pen.theme.secondaryInk
  }

  private func ends(in space: PlotSpace) -> (Point, Point)? {
    let frame = space.frame
    switch course {
    case .horizontal(let value):
      guard let y = space.y.place(value), y >= frame.y - 1, y <= frame.maxY + 1 else { return nil }
      return (Point(x: frame.x, y: y), Point(x: frame.maxX, y: y))
    case .vertical(let value):
      guard let x = space.x.place(value), x >= frame.x - 1, x <= frame.maxX + 1 else { return nil }
      return (Point(x: x, y: frame.maxY), Point(x: x, y: frame.y))
    case .sloped(let slope, let intercept):
      // The part of the line between the axes: the ends of the x axis, moved in to where the line
      // meets the ends of the y axis.
      guard slope != 0 else { return Rule(y: intercept).ends(in: space) }
      var left = space.x.low
      var right = space.x.high
      let crossings = [space.y.low, space.y.high].map { ($0 - intercept) / slope }.sorted()
      left = max(left, crossings[0])
      right = min(right, crossings[1])
      guard left < right, let from = space.place(left, slope * left + intercept),
        let to = space.place(right, slope * right + intercept)
      else { return nil }
      return (from, to)
    }
  }
}
