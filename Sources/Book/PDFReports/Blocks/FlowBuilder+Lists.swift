import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  func addList(_ items: [[ReportBlock]], start: Int?, isTight: Bool, in frame: Frame) throws {
    let list = StructureElement(in: frame.element, tag: "L")
    let indent = start == nil ? 15.0 : 20.0
    space(0.5 * frame.lineHeight * frame.spacing)
    for (index, item) in items.enumerated() {
      let entry = StructureElement(in: list, tag: "LI")
      var inner = frame
      inner.left += indent
      inner.width -= indent
      inner.spacing = isTight ? 0.25 * frame.spacing : frame.spacing
      inner.element = StructureElement(in: entry, tag: "LBody")
      let first = boxes.count
      try add(item, in: inner)
      guard first < boxes.count else { continue }
      let mark = start.map { "\($0 + index)." } ?? "•"
      attach(
        mark, of: entry, to: boxes[first], at: frame.left + indent - 6, style: frame.style, inner)
    }
    space(0.5 * frame.lineHeight * frame.spacing)
  }

  /// Draws `mark` at the start of an item's first line, its right end at `right`.
  private func attach(
    _ mark: String, of entry: StructureElement, to box: FlowBox, at right: Double, style: TextStyle,
    _ frame: Frame
  ) {
    var markStyle = style
    markStyle.color = theme.color(.accent)
    var paragraph = Paragraph([TextSpan(.text(mark), style: markStyle)], width: 40)
    paragraph.alignment = .right
    let lines = paragraph.lines()
    let ascent = max(0.72 * frame.lineHeight, box.height - 0.28 * frame.lineHeight)
    box.label = FlowBox.Label(element: entry) { canvas, origin in
      for line in lines {
        line.draw(on: canvas, at: Point(x: origin.x + right - 40, y: origin.y + ascent))
      }
    }
  }
}
