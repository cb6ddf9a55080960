import Graphics

/// A note that stands where there is room, with an arrow to the place that it speaks of.
public struct Annotation: Mark, Hashable, Codable, Sendable {
  public var text: String
  public var x: Double
  public var y: Double
  public var color: Hue?

  /// Creates a note on the place `(x, y)`.
  public init(_ text: String, x: some PlotNumber, y: some PlotNumber, color: Hue? = nil) {
    self.text = text
    self.x = x.plotted
    self.y = y.plotted
    self.color = color
  }

  public var plotMark: PlotMark { .annotation(self) }
}

extension Annotation: DrawableMark {
  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {}

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard let target = space.place(x, y) else { return [] }
    let words = space.pen.theme.text(1, color: color.map { space.pen.theme.color($0) })
    let extent = space.pen.canvas.measure(text, style: words)
    let around = [14.0, 22, 32, 46, 64].flatMap {
      MarkLabel.around(target, extent: extent, gap: $0)
    }
    return [
      MarkLabel(text: text, style: words, target: target, candidates: around, hasArrow: true)
    ]
  }
}
