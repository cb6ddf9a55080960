import Graphics

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

extension Label: DrawableMark {
  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {}

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard let target = space.place(x, y) else { return [] }
    let words = space.pen.theme.text(1, color: color.map { space.pen.theme.color($0) })
    let extent = space.pen.canvas.measure(text, style: words)
    let around = [2.0, 6, 12, 20].flatMap { MarkLabel.around(target, extent: extent, gap: $0) }
    return [MarkLabel(text: text, style: words, target: target, candidates: [target] + around)]
  }
}
