import CairoGraphics
import Graphics
import Plots
import Reports

extension FlowBuilder {
  /// Adds a figure with its caption as one box, which may move to the top of the next page.
  func addFigure(_ figure: ReportFigure, in frame: Frame) throws {
    space(frame.lineHeight)
    mark(figure.anchor)
    let widest = frame.width + (frame.left == 0 ? 2 * theme.page.overhang : 0)
    let columns = figure.parts.count <= 3 ? figure.parts.count : figure.parts.count == 4 ? 2 : 3
    let gap = 14.0
    let share = (frame.width - gap * Double(columns - 1)) / Double(max(columns, 1))
    let parts = try figure.parts.map {
      try FigurePart(
        $0, defaultWidth: share, widest: columns == 1 ? widest : share,
        measure: frame.width)
    }
    let rows = stride(from: 0, to: parts.count, by: max(columns, 1)).map {
      Array(parts[$0..<min($0 + columns, parts.count)])
    }
    let element = StructureElement(in: frame.element, tag: "Div")
    var stack: [FlowBox] = []
    var index = 0
    for row in rows {
      stack.append(box(for: row, from: index, gap: gap, in: frame, element: element))
      index += row.count
    }
    if figure.number != nil || !figure.caption.isEmpty {
      stack += captionBoxes(
        number: figure.number, figure.caption, in: frame,
        element: StructureElement(in: element, tag: "Caption"),
        spaceAbove: 7)
    }
    let whole = stacked(stack, element: element)
    whole.mayFloat = mayFloat(in: frame)
    whole.glueBelow = frame.lineHeight * 1.1
    add(whole)
  }

  /// Whether a figure or table may leave its place: not when it belongs to a list or a box, nor when
  /// the sentence above leads up to it.
  func mayFloat(in frame: Frame) -> Bool {
    frame.element.parent == nil && frame.left == 0 && !isAnnounced
  }

  /// Returns one box that holds `boxes` one below the other.
  func stacked(_ boxes: [FlowBox], element: StructureElement) -> FlowBox {
    let height = boxes.reduce(0) { $0 + $1.glueAbove + $1.height }
    let whole = FlowBox(height: height, element: element) { canvas, origin in
      var y = origin.y
      for box in boxes {
        y += box.glueAbove
        let tag = box.element === element ? nil : box.element.tag
        if let tag { canvas.beginTag(tag) }
        box.draw(canvas, Point(x: origin.x, y: y))
        if let tag { canvas.endTag(tag) }
        y += box.height
      }
    }
    whole.notes = boxes.flatMap(\.notes)
    return whole
  }

  /// Returns a row of pictures side by side, each with its own caption under a letter.
  private func box(
    for row: [FigurePart], from first: Int, gap: Double, in frame: Frame, element: StructureElement
  ) -> FlowBox {
    let hasLetters = row.contains { !$0.caption.isEmpty }
    let width = row.reduce(gap * Double(row.count - 1)) { $0 + $1.size.width }
    let height = row.map(\.size.height).max() ?? 0
    var captions: [[TypesetLine]] = []
    for (index, part) in row.enumerated() {
      guard hasLetters else { break }
      let letter = PartLetter.text(first + index)
      var style = theme.small
      style.size *= 0.97
      var paragraph = Paragraph(
        [TextSpan(.text("(\(letter)) "), style: style)] + inlines.spans(part.caption, style: style),
        width: max(part.size.width, 60))
      paragraph.alignment = .center
      captions.append(paragraph.lines())
    }
    let lineHeight = theme.fonts.smallSize * 1.3
    let captionHeight = Double(captions.map(\.count).max() ?? 0) * lineHeight
    let left = frame.left + (frame.width - width) / 2
    let box = FlowBox(height: height + (hasLetters ? captionHeight + 5 : 0), element: element) {
      canvas, origin in
      var x = origin.x + left
      for (index, part) in row.enumerated() {
        canvas.tag("Figure", alt: part.altText) {
          part.draw(on: canvas, at: Point(x: x, y: origin.y + height - part.size.height))
        }
        for (line, text) in (hasLetters ? captions[index] : []).enumerated() {
          let y = origin.y + height + 5 + lineHeight * (Double(line) + 0.72)
          canvas.tag("Caption") {
            text.draw(on: canvas, at: Point(x: x - max(0, 60 - part.size.width) / 2, y: y))
          }
        }
        x += part.size.width + gap
      }
    }
    box.glueAbove = first == 0 ? 0 : 10
    return box
  }

  /// Adds a caption above a table or a listing.
  func addCaption(
    number: String?, _ caption: [ReportInline], in frame: Frame, staysWithNext: Bool
  ) {
    let boxes = captionBoxes(
      number: number, caption, in: frame,
      element: StructureElement(in: frame.element, tag: "Caption"),
      spaceAbove: 0)
    for box in boxes {
      box.staysWithNext = staysWithNext
      add(box)
    }
  }

  /// Returns the lines of a caption: centred when it is one line, else set as a small paragraph.
  func captionBoxes(
    number: String?, _ caption: [ReportInline], in frame: Frame, element: StructureElement,
    spaceAbove: Double
  ) -> [FlowBox] {
    var inner = frame
    inner.style = theme.small
    inner.lineHeight = theme.fonts.smallSize * 1.33
    var spans: [TextSpan] = []
    if let number {
      let style = theme.heading(size: theme.fonts.smallSize * 0.94)
      spans.append(TextSpan(.text(number + "\u{2002}"), style: style))
    }
    spans += inlines.spans(caption, style: inner.style)
    var paragraph = Paragraph(spans, width: frame.width)
    if paragraph.naturalWidths().full <= frame.width {
      paragraph.alignment = .center
    } else {
      inner.left += 14
      paragraph.width -= 28
      paragraph.hyphenate = theme.hyphenation?.breaks
    }
    let boxes = paragraph.lines().map { box(for: $0, in: inner, element: element) }
    boxes.first?.glueAbove = spaceAbove
    return boxes
  }
}
