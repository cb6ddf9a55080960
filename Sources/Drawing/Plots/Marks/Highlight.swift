import Graphics

/// A lightly tinted stretch of an axis across the whole plot, such as the warm-up of a training.
public struct Highlight: Mark, Hashable, Codable, Sendable {
  public enum Stretch: Hashable, Codable, Sendable {
    case x(ClosedRange<Double>)
    case y(ClosedRange<Double>)
  }

  public var stretch: Stretch
  public var label: String?
  public var color: Hue?

  public init(x: ClosedRange<Double>, label: String? = nil, color: Hue? = nil) {
    stretch = .x(x)
    self.label = label
    self.color = color
  }

  public init(y: ClosedRange<Double>, label: String? = nil, color: Hue? = nil) {
    stretch = .y(y)
    self.label = label
    self.color = color
  }

  public var plotMark: PlotMark { .highlight(self) }
}

extension Highlight: DrawableMark {
  func extend(_ data: inout PlotDataRange) {
    switch stretch {
    case .x(let range): data.x.include([range.lowerBound, range.upperBound])
    case .y(let range): data.y.include([range.lowerBound, range.upperBound])
    }
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    let tint = space.pen.theme.color(color ?? .gray).opacity(0.14)
    space.pen.canvas.clip(to: space.frame) { space.pen.fill(box(in: space), tint) }
  }

  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] {
    guard let label else { return [] }
    let words = space.pen.theme.text(0.96, italic: true, color: space.pen.theme.secondaryInk)
    let extent = space.pen.canvas.measure(label, style: words)
    let box = box(in: space)
    let top = box.y + extent.height / 2 + 2
    let bottom = box.maxY - extent.height / 2 - 2
    let left = box.x + extent.width / 2 + 3
    let right = box.maxX - extent.width / 2 - 3
    let candidates = [top, bottom, box.midY].flatMap { y in
      [box.midX, left, right].map { Point(x: $0, y: y) }
    }
    return [
      MarkLabel(
        text: label, style: words, target: Point(x: box.midX, y: box.midY), candidates: candidates)
    ]
  }

  private func box(in space: PlotSpace) -> Rect {
    let frame = space.frame
    switch stretch {
    case .x(let range):
      let left = space.x.place(range.lowerBound) ?? frame.x
      let right = space.x.place(range.upperBound) ?? frame.maxX
      return Rect(x: left, y: frame.y, width: right - left, height: frame.height)
    case .y(let range):
      let bottom = space.y.place(range.lowerBound) ?? frame.maxY
      let top = space.y.place(range.upperBound) ?? frame.y
      return Rect(x: frame.x, y: top, width: frame.width, height: bottom - top)
    }
  }
}
