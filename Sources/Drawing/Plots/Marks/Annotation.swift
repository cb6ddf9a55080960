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

extension Annotation: PlacedWords {
  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard var label = words(in: space, gaps: [14, 22, 32, 46, 64]) else { return [] }
    label.hasArrow = true
    return [label]
  }
}
