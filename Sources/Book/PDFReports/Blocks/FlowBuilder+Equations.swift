import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  /// Adds a formula in the middle of the column, with its number at the right edge.
  func addEquation(_ equation: ReportEquation, in frame: Frame) {
    mark(equation.anchor)
    space(0.6 * frame.lineHeight)
    guard let math = inlines.math else {
      addParagraph(
        [TextSpan(.text(equation.math.plainText), style: frame.style)], in: frame,
        alignment: .center)
      return
    }
    var number = Paragraph(
      [TextSpan(.text(equation.number ?? ""), style: frame.style)], width: frame.width)
    number.alignment = .right
    let numberLines = number.lines()
    let numberWidth = equation.number == nil ? 0 : (numberLines.first?.width ?? 0) + 12
    var box = math.box(for: equation.math, size: frame.style.size, display: true)
    let room = frame.width - 2 * numberWidth
    if box.width > room {
      // Out of the middle first, then smaller.
      box = box.scaled(by: min(1, (frame.width - numberWidth) / box.width))
    }
    let left = max(0, (frame.width - box.width) / 2)
    let x = min(left, max(0, frame.width - numberWidth - box.width))
    let ascent = max(box.ascent, 8)
    let element = StructureElement(in: frame.element, tag: "P")
    let color = frame.style.color
    add(
      FlowBox(height: ascent + max(box.descent, 3), element: element) { canvas, origin in
        let baseline = origin.y + ascent
        canvas.tag("Formula", alt: equation.math.plainText) {
          box.draw(
            on: canvas, at: Point(x: origin.x + frame.left + x, y: baseline), color: color)
        }
        for line in numberLines where equation.number != nil {
          canvas.tag("Span") {
            line.draw(on: canvas, at: Point(x: origin.x + frame.left, y: baseline))
          }
        }
      })
    space(0.6 * frame.lineHeight)
  }
}
