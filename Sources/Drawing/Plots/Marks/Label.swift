/// A few words beside a place in the plot.
public struct Label: Mark, Hashable, Codable, Sendable {
  public var text: String
  public var x: Double
  public var y: Double
  public var color: Hue?

  /// Creates words that stand as near to `(x, y)` as other words allow.
  public init(_ text: String, x: some PlotNumber, y: some PlotNumber, color: Hue? = nil) {
    self.text = text
    self.x = x.plotted
    self.y = y.plotted
    self.color = color
  }

  public var plotMark: PlotMark { .label(self) }
}

extension Label: PlacedWords {
  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard var label = words(in: space, gaps: [2, 6, 12, 20]) else { return [] }
    label.candidates.insert(label.target, at: 0)
    return [label]
  }
}
