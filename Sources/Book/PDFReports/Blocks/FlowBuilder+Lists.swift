import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  func addList(_ items: [[ReportBlock]], start: Int?, isTight: Bool, in frame: Frame) throws {
    let list = Scope(in: frame.scope, tag: "L")
    let indent = start == nil ? 15.0 : 20.0
    space(0.5 * frame.lineHeight * frame.spacing)
    for (index, item) in items.enumerated() {
      let entry = Scope(in: list, tag: "LI")
      var inner = frame
      inner.left += indent
      inner.width -= indent
      inner.spacing = isTight ? 0.25 * frame.spacing : frame.spacing
      inner.scope = Scope(in: entry, tag: "LBody")
      let first = slabs.count
      try add(item, in: inner)
      guard first < slabs.count else { continue }
      let mark = start.map { "\($0 + index)." } ?? "•"
      attach(
        mark, of: entry, to: slabs[first], at: frame.left + indent - 6, style: frame.style, inner)
    }
    space(0.5 * frame.lineHeight * frame.spacing)
  }

  /// Draws `mark` at the start of an item's first line, its right end at `right`.
  private func attach(
    _ mark: String, of entry: Scope, to slab: Slab, at right: Double, style: TextStyle,
    _ frame: Frame
  ) {
    var markStyle = style
    markStyle.color = theme.color(.accent)
    var paragraph = Paragraph([TextSpan(.text(mark), style: markStyle)], width: 40)
    paragraph.alignment = .right
    let lines = paragraph.lines()
    let ascent = max(0.72 * frame.lineHeight, slab.height - 0.28 * frame.lineHeight)
    slab.label = Slab.Label(scope: entry) { canvas, origin in
      for line in lines {
        line.draw(on: canvas, at: Point(x: origin.x + right - 40, y: origin.y + ascent))
      }
    }
  }
}
