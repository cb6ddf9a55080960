import Graphics

/// A mark that is nothing but words for a place.
protocol PlacedWords: DrawableMark {
  var text: String { get }
  var x: Double { get }
  var y: Double { get }
}

extension PlacedWords {
  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(y)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {}

  /// The words and where they may stand: so far from their place, in points, the nearest first.
  func words(in space: PlotSpace, gaps: [Double]) -> MarkLabel? {
    guard let target = space.place(x, y) else { return nil }
    let style = space.pen.theme.text(1, color: color.map { space.pen.theme.color($0) })
    let extent = space.pen.canvas.measure(text, style: style)
    return MarkLabel(
      text: text, style: style, target: target,
      candidates: gaps.flatMap { MarkLabel.around(target, extent: extent, gap: $0) })
  }
}
