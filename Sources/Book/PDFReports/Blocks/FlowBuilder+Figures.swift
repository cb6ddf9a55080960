import CairoGraphics
import Chapters
import Graphics
import Plots
import Reports

extension FlowBuilder {
  /// Adds a figure with its caption as one box, which may move to the top of the next page.
  func addFigure(_ figure: ReportFigure, in frame: Frame) throws {
    space(frame.lineHeight)
    mark(figure.anchor)
    let element = StructureElement(in: frame.element, tag: "Div")
    let arrangement = figure.arrangement
    let caption =
      figure.number == nil && figure.caption.isEmpty
      ? []
      : captionBoxes(
        number: figure.number, figure.caption, in: frame,
        element: StructureElement(in: element, tag: "Caption"),
        spaceAbove: arrangement.captionPlace == .bottom ? 7 : 0)
    var stack = arrangement.captionPlace == .top ? caption : []
    for (index, row) in try rows(of: figure, in: frame).enumerated() {
      let box = self.box(for: row, arrangement, in: frame, element: element)
      box.glueAbove = index > 0 ? 10 : stack.isEmpty ? 0 : 7
      stack.append(box)
    }
    if arrangement.captionPlace == .bottom { stack += caption }
    let whole = stacked(stack, element: element)
    whole.mayFloat = mayFloat(in: frame) && !arrangement.keepsPlace
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
    for row: FigureRow, _ arrangement: ReportFigure.Arrangement, in frame: Frame,
    element: StructureElement
  ) -> FlowBox {
    let parts = row.parts.map(\.part)
    let hasLetters = parts.contains { !$0.caption.isEmpty }
    let height = parts.map(\.size.height).max() ?? 0
    var captions: [[TypesetLine]] = []
    for (index, part) in parts.enumerated() {
      guard hasLetters else { break }
      let letter = PartLetter.text(row.first + index)
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
    let free = frame.width - row.width
    let leftShare = (arrangement.horizontal ?? .center).leftShare
    let left = frame.left + free * leftShare
    let above = 1 - Self.share(below: arrangement.vertical)
    return FlowBox(height: height + (hasLetters ? captionHeight + 5 : 0), element: element) {
      canvas, origin in
      for (index, placed) in row.parts.enumerated() {
        let part = placed.part
        let room = placed.width - part.size.width
        let x = origin.x + left + placed.x + room * leftShare
        part.draw(
          on: canvas, at: Point(x: x, y: origin.y + (height - part.size.height) * above))
        for (line, text) in (hasLetters ? captions[index] : []).enumerated() {
          let y = origin.y + height + 5 + lineHeight * (Double(line) + 0.72)
          canvas.tag("Caption") {
            text.draw(on: canvas, at: Point(x: x - max(0, 60 - part.size.width) / 2, y: y))
          }
        }
      }
    }
  }

  /// How much of the free height stands below a picture: none, so that axes stand on one line.
  private static func share(below alignment: PanelLayout.VerticalAlignment?) -> Double {
    switch alignment {
    case .top: 1
    case .center: 0.5
    case .bottom, nil: 0
    }
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
