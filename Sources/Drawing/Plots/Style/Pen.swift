import Graphics

/// A canvas and a theme, with words for what figures draw over and over.
struct Pen {
  let canvas: any Canvas
  let theme: Theme

  /// Which point of a text's box lies at the given place.
  typealias Anchor = HorizontalAlignment

  func width(of text: String, _ style: TextStyle) -> Double {
    canvas.measure(text, style: style).width
  }

  func lineHeight(_ style: TextStyle) -> Double {
    canvas.measure("Ag", style: style).height
  }

  /// Draws a line of text whose box is centred vertically on `y`.
  func text(
    _ text: String, _ style: TextStyle, x: Double, middle y: Double, anchor: Anchor = .left
  ) {
    let extent = canvas.measure(text, style: style)
    draw(text, style, extent, x: x, baseline: y + (extent.ascent - extent.descent) / 2, anchor)
  }

  /// Draws a line of text whose box hangs down from `y`.
  func text(
    _ text: String, _ style: TextStyle, x: Double, top y: Double, anchor: Anchor = .left
  ) {
    let extent = canvas.measure(text, style: style)
    draw(text, style, extent, x: x, baseline: y + extent.ascent, anchor)
  }

  /// Draws a line of text that reads upwards, its box centred on `y` and to the right of `x`.
  func upwardText(_ text: String, _ style: TextStyle, left x: Double, middle y: Double) {
    let extent = canvas.measure(text, style: style)
    canvas.draw(
      text, style: style, at: Point(x: x + extent.ascent, y: y + extent.width / 2), angle: -90)
  }

  private func draw(
    _ text: String, _ style: TextStyle, _ extent: TextExtent, x: Double, baseline: Double,
    _ anchor: Anchor
  ) {
    let left = x - anchor.leftShare * extent.width
    canvas.draw(text, style: style, at: Point(x: left, y: baseline))
  }

  func line(
    _ from: Point, _ to: Point, _ color: Color, width: Double = 0.6, dash: [Double] = []
  ) {
    canvas.stroke(
      .polyline([from, to]), with: Stroke(color: color, width: width, dash: dash))
  }

  func fill(_ rect: Rect, _ color: Color) {
    canvas.fill(.rectangle(rect), with: color)
  }

  func outline(_ rect: Rect, _ color: Color, width: Double = 0.6, dash: [Double] = []) {
    canvas.stroke(.rectangle(rect), with: Stroke(color: color, width: width, dash: dash))
  }

  /// Draws slanted lines across `rect`, for what is marked without a colour.
  func hatch(_ rect: Rect, _ color: Color, spacing: Double = 3.5, width: Double = 0.5) {
    let reach = rect.width + rect.height
    canvas.clip(to: rect) {
      for offset in stride(from: spacing / 2, to: reach, by: spacing) {
        line(
          Point(x: rect.x + offset, y: rect.y),
          Point(x: rect.x + offset - rect.height, y: rect.maxY), color, width: width)
      }
    }
  }

  /// Draws an arrow from one point to another, its head at the latter.
  func arrow(_ from: Point, _ to: Point, _ color: Color, width: Double = 0.7, head: Double = 4) {
    let length = ((to.x - from.x).magnitudeSquared + (to.y - from.y).magnitudeSquared).squareRoot()
    guard length > 0.1 else { return }
    let along = Point(x: (to.x - from.x) / length, y: (to.y - from.y) / length)
    let neck = Point(x: to.x - along.x * head, y: to.y - along.y * head)
    line(from, neck, color, width: width)
    let half = head * 0.36
    canvas.fill(
      .polygon([
        to, Point(x: neck.x - along.y * half, y: neck.y + along.x * half),
        Point(x: neck.x + along.y * half, y: neck.y - along.x * half),
      ]), with: color)
  }

  /// Draws the figure's heading at the top of `frame`, and returns what is left below it.
  func title(_ title: String?, in frame: Rect, style: TextStyle? = nil, gap: Double = 5) -> Rect {
    guard let title else { return frame }
    let style = style ?? theme.titleText
    let lines = wrap(title, style, width: frame.width)
    let height = lineHeight(style)
    for (index, line) in lines.enumerated() {
      text(line, style, x: frame.x, top: frame.y + Double(index) * height)
    }
    return frame.below(Double(lines.count) * height + gap)
  }

  /// Breaks `text` between words so that no line is wider than `width`, where that can be.
  func wrap(_ text: String, _ style: TextStyle, width: Double) -> [String] {
    // A unit stays on the line of its number.
    var words: [String] = []
    for word in text.split(separator: " ") {
      if word.hasPrefix("%"), let number = words.popLast() {
        words.append(number + " " + word)
      } else {
        words.append(String(word))
      }
    }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, self.width(of: last + " " + word, style) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.isEmpty ? [""] : lines
  }
}

extension Double {
  var magnitudeSquared: Double { self * self }
}

extension Rect {
  /// Returns what is left when `height` is taken off the top.
  func below(_ height: Double) -> Rect {
    Rect(x: x, y: y + height, width: width, height: Swift.max(0, self.height - height))
  }

  /// Returns what is left when the given breadths are taken off the sides.
  func trimmed(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0) -> Rect {
    Rect(
      x: x + left, y: y + top, width: Swift.max(1, width - left - right),
      height: Swift.max(1, height - top - bottom))
  }

  func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }
}
