import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  /// Adds the lines of a paragraph; none of them may stand alone on a page.
  ///
  /// - Parameters:
  ///   - spans: The text.
  ///   - frame: Where it is set.
  ///   - tag: Its type in the document's structure.
  ///   - alignment: Justified unless said otherwise.
  ///   - hang: How far all lines but the first are set in, in points.
  ///   - staysWithNext: Whether the last line stays on the page of what follows.
  /// - Returns: The lines' boxes.
  @discardableResult
  func addParagraph(
    _ spans: [TextSpan], in frame: Frame, tag: String = "P",
    alignment: Paragraph.Alignment = .justified, hang: Double = 0, staysWithNext: Bool = false
  ) -> [FlowBox] {
    var frame = frame
    frame.left += hang
    frame.width -= hang
    var paragraph = Paragraph(spans, width: frame.width)
    paragraph.indent = -hang
    paragraph.alignment = alignment
    if alignment == .justified { paragraph.hyphenate = theme.hyphenation?.breaks }
    let element = StructureElement(in: frame.element, tag: tag)
    let lines = paragraph.lines()
    return lines.enumerated().map { index, line in
      let box = self.box(for: line, in: frame, element: element)
      let isLast = index == lines.count - 1
      box.staysWithNext = isLast ? staysWithNext : index == 0 || index == lines.count - 2
      add(box)
      return box
    }
  }

  /// Returns a box for one line, higher than usual where a formula needs the room.
  func box(for line: TypesetLine, in frame: Frame, element: StructureElement) -> FlowBox {
    let descent = max(0.28 * frame.lineHeight, line.boxDescent + 1)
    let ascent = max(0.72 * frame.lineHeight, line.boxAscent + 1)
    let box = FlowBox(height: ascent + descent, element: element) { canvas, origin in
      line.draw(on: canvas, at: Point(x: origin.x + frame.left, y: origin.y + ascent))
    }
    box.notes = line.notes
    return box
  }

  func addHeading(_ heading: ReportHeading, in frame: Frame) {
    let (size, above, below): (Double, Double, Double) =
      switch heading.level {
      case ...2: (14.5, 26, 9)
      case 3: (11.5, 19, 6)
      default: (10, 15, 4)
      }
    space(above)
    mark(heading.anchor)
    var heads = frame
    heads.style = theme.heading(size: size)
    heads.lineHeight = size * 1.3
    let boxes: [FlowBox]
    let content = inlines.spans(heading.content, style: heads.style)
    if let number = heading.number {
      let mark = TextSpan(
        .text(number + "\u{2002}"), style: theme.heading(size: size, color: .accent))
      boxes = addHanging(mark, content, in: heads, tag: "H\(min(heading.level, 6))")
    } else {
      boxes = addParagraph(
        content, in: heads, tag: "H\(min(heading.level, 6))", alignment: .left)
    }
    for box in boxes { box.staysWithNext = true }
    boxes.first?.startsPage = heading.startsPage
    if heading.level <= 2 {
      boxes.first?.section = [heading.number, heading.content.plainText].compactMap(\.self)
        .joined(separator: "\u{2002}")
    }
    space(below)
  }

  /// Adds a paragraph whose first line starts with `mark`, and whose lines all start behind it.
  private func addHanging(
    _ mark: TextSpan, _ content: [TextSpan], in frame: Frame, tag: String
  ) -> [FlowBox] {
    let indent = Paragraph([mark], width: frame.width).naturalWidths().full
    // The first line carries the mark, so it is set out to the left of the others.
    var paragraph = Paragraph(content, width: frame.width - indent)
    paragraph.alignment = .left
    let element = StructureElement(in: frame.element, tag: tag)
    var inner = frame
    inner.left += indent
    return paragraph.lines().enumerated().map { index, line in
      let plain = box(for: line, in: inner, element: element)
      guard index == 0 else {
        add(plain)
        return plain
      }
      let marks = Paragraph([mark], width: frame.width).lines()
      let box = FlowBox(height: plain.height, element: element) { canvas, origin in
        for mark in marks {
          let y = origin.y + 0.72 * frame.lineHeight
          mark.draw(on: canvas, at: Point(x: origin.x + frame.left, y: y))
        }
        plain.draw(canvas, origin)
      }
      box.notes = plain.notes
      add(box)
      return box
    }
  }

  /// Adds a list of sources; where they go by their authors, whose names are looked for, these stand out.
  func addReferences(_ sources: [ReportBlock], anchor: String?, in frame: Frame) throws {
    mark(anchor)
    for source in sources {
      guard case .paragraph(let content) = source else {
        try add(source, in: frame)
        continue
      }
      space(0.3 * frame.lineHeight * frame.spacing)
      addParagraph(
        inlines.spans(content, style: frame.style), in: frame, hang: 1.6 * frame.style.size)
      space(0.3 * frame.lineHeight * frame.spacing)
    }
  }

  func addQuote(_ content: [ReportBlock], in frame: Frame) throws {
    var inner = frame
    inner.left += 18
    inner.width -= 36
    inner.element = StructureElement(in: frame.element, tag: "BlockQuote")
    inner.style.size *= 0.96
    try add(content, in: inner)
  }

  func addRule(in frame: Frame) {
    space(frame.lineHeight)
    let color = theme.color(.rule)
    add(
      FlowBox(height: 1, element: frame.element) { canvas, origin in
        let middle = origin.x + frame.left + frame.width / 2
        canvas.stroke(
          .polyline([Point(x: middle - 40, y: origin.y), Point(x: middle + 40, y: origin.y)]),
          with: Stroke(color: color, width: 0.6))
      })
    space(frame.lineHeight)
  }
}
