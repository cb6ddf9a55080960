import Graphics

/// A dot for each value.
public struct Points: Mark, Hashable, Codable, Sendable {
  public var x: Positions
  public var y: Numbers
  public var name: String?
  public var color: Hue?
  public var shape: PointShape?
  /// A short text beside each dot; where one would cover another, it is left out.
  public var labels: [String]

  /// Creates a dot at each `(x, y)`.
  ///
  /// - Precondition: There are as many `x` as `y`, and as many `labels` or none.
  public init<X: PlotPosition, Y: PlotNumber>(
    x: some Sequence<X>, y: some Sequence<Y>, name: String? = nil, color: Hue? = nil,
    shape: PointShape? = nil, labels: [String] = []
  ) {
    self.y = Numbers(y.map(\.plotted))
    self.x = Positions(x, of: "Points", matching: self.y.count)
    self.name = name
    self.color = color
    self.shape = shape
    self.labels = labels
    if !labels.isEmpty {
      requireSameCount(
        labels.count, self.y.count, mark: "Points", first: "labels", second: "y")
    }
  }

  public var plotMark: PlotMark { .points(self) }
}

/// The form of a dot, so that series differ on a grey printout too.
public enum PointShape: String, Hashable, Codable, Sendable, CaseIterable {
  case circle, square, triangle, diamond, cross, ring, plus
}

extension Points: DrawableMark {
  var symbol: LegendSymbol? { .dot }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
    data.x.includeMargin(0.04)
    data.y.includeMargin(0.04)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    for point in places(in: space).compactMap(\.self) { space.dot(point, style, radius: radius) }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    places(in: space).compactMap(\.self).map { point in
      Rect(
        x: point.x - radius, y: point.y - radius, width: 2 * radius, height: 2 * radius)
    }
  }

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    let text = space.pen.theme.text(0.92, color: space.color(style))
    return zip(places(in: space), labels).compactMap { point, label in
      guard let point, !label.isEmpty else { return nil }
      let extent = space.pen.canvas.measure(label, style: text)
      return MarkLabel(
        text: label, style: text, target: point,
        candidates: MarkLabel.around(point, extent: extent, gap: radius + 0.8), isOptional: true)
    }
  }

  var columns: [DataColumn] { [.x(x), .y(y)] }

  /// In points; many dots are drawn smaller, so that a cloud keeps its form.
  private var radius: Double { y.count > 400 ? 1.1 : y.count > 80 ? 1.6 : 2.4 }

  private func places(in space: PlotSpace) -> [Point?] {
    let inside = space.frame.inset(by: -0.5)
    return zip(space.x.numbers(of: x), y).map { x, y in
      space.place(x, y).flatMap { inside.contains($0) ? $0 : nil }
    }
  }
}
