import Graphics

/// A scale of colours beside a picture, with the numbers that they stand for.
struct ColorBar {
  let title: String?
  let map: ColorMap
  let range: ClosedRange<Double>
  let pen: Pen
  /// Whether only whole numbers make sense.
  var isWhole = false

  private let thickness = 9.0

  /// Returns the width of the bar, its numbers, and the gap before it.
  func width(height: Double) -> Double {
    let widest = labels(height: height).map { pen.width(of: $0.text, pen.theme.tickText) }.max()
    return 14 + thickness + 5 + (widest ?? 0)
  }

  /// Returns the width that the title needs too, where something else stands left of it.
  func widthWithTitle(height: Double) -> Double {
    max(width(height: height), title.map { 14 + pen.width(of: $0, pen.theme.tickText) } ?? 0)
  }

  /// Returns the height that the title takes above the bar.
  var titleHeight: Double { title == nil ? 0 : pen.lineHeight(pen.theme.tickText) + 3 }

  /// Draws the bar with its left edge at the left of `frame`, over its whole height, the title above.
  func draw(in frame: Rect) {
    let bar = Rect(x: frame.x + 14, y: frame.y, width: thickness, height: frame.height)
    let steps = 64
    var samples: [UInt8] = []
    for step in 0..<steps {
      samples.append(map.color(at: 1 - (Double(step) + 0.5) / Double(steps)))
    }
    pen.canvas.draw(Raster(width: 1, height: steps, rgba: samples), in: bar)
    pen.outline(bar, pen.theme.axis, width: 0.4)
    for label in labels(height: frame.height) {
      let share = (label.value - range.lowerBound) / (range.upperBound - range.lowerBound)
      let y = bar.maxY - share * bar.height
      pen.line(Point(x: bar.maxX, y: y), Point(x: bar.maxX + 2.5, y: y), pen.theme.axis)
      pen.text(label.text, pen.theme.tickText, x: bar.maxX + 5, middle: y)
    }
    if let title {
      // Above the bar if it is short, else held at the right end of the numbers.
      let fits = bar.x + pen.width(of: title, pen.theme.tickText) <= frame.maxX + 0.5
      pen.text(
        title, pen.theme.tickText, x: fits ? bar.x : frame.x + width(height: frame.height),
        top: frame.y - titleHeight - 2, anchor: fits ? .left : .right)
    }
  }

  private func labels(height: Double) -> [(value: Double, text: String)] {
    let count = min(max(Int(height / 34) + 1, 2), 7)
    let values = Ticks.linear(
      low: range.lowerBound, high: range.upperBound, count: count, staysInside: true,
      isWhole: isWhole && range.upperBound - range.lowerBound >= 2)
    return Array(zip(values, NumberFormat.automatic.texts(ofTicks: values)))
  }
}
