import CairoGraphics
import Chapters
import Graphics
import Reports

extension FlowBuilder {
  /// How far the tinted box of code reaches beyond the text on either side, so that code and text
  /// start on one line.
  private static let boxOverhang = 8.0

  func addCode(_ listing: CodeListing, in frame: Frame) {
    space(0.65 * frame.lineHeight)
    mark(listing.anchor)
    let hasCaption = listing.number != nil || !listing.caption.isEmpty
    if hasCaption, listing.captionPlace == .top {
      addCaption(number: listing.number, listing.caption, in: frame, staysWithNext: true)
      space(5)
    }
    let tint = theme.color(.codeBackground)
    let element = StructureElement(in: frame.element, tag: "Code", padding: 6) { canvas, rect in
      let tinted = Rect(
        x: rect.x + frame.left - Self.boxOverhang, y: rect.y,
        width: frame.width + 2 * Self.boxOverhang, height: rect.height)
      canvas.fill(.rectangle(tinted), with: tint)
    }
    let lines = listing.lines.drop { $0.isEmpty }.map { line in
      line.map { token in
        var style = theme.code
        style.color = theme.color(of: token.kind)
        style.isItalic = token.kind == .comment
        return TextSpan(.text(token.text), style: style)
      }
    }
    addCodeLines(Array(lines), in: frame, element: element, numbered: listing.numbersLines)
    if hasCaption, listing.captionPlace == .bottom {
      boxes.last?.staysWithNext = true
      space(11)
      addCaption(number: listing.number, listing.caption, in: frame, staysWithNext: false)
    }
    space(0.65 * frame.lineHeight)
  }

  /// Adds what a cell shows; what it printed begins on the page of its last lines of code.
  func addCell(_ content: [ReportBlock], in frame: Frame) throws {
    for (index, block) in content.enumerated() {
      try add(block, in: frame)
      guard case .code = block, index + 1 < content.count else { continue }
      if case .output = content[index + 1] { boxes.last?.staysWithNext = true }
    }
  }

  func addOutput(_ text: String, isError: Bool, in frame: Frame) {
    space(0.4 * frame.lineHeight)
    let color = theme.color(isError ? .caution : .rule)
    let element = StructureElement(in: frame.element, tag: "Code", padding: 1) { canvas, rect in
      let x = rect.x + frame.left - Self.boxOverhang + 0.75
      canvas.stroke(
        .polyline([Point(x: x, y: rect.y), Point(x: x, y: rect.maxY)]),
        with: Stroke(color: color, width: 1.5))
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    addCodeLines(
      lines.map { [TextSpan(.text(String($0)), style: theme.code)] }, in: frame, element: element)
    space(0.65 * frame.lineHeight)
  }

  /// Adds lines of code; a short listing stays in one piece, a long one is divided where it is least
  /// in the way of its reader.
  func addCodeLines(
    _ lines: [[TextSpan]], in frame: Frame, element: StructureElement, numbered: Bool = false
  ) {
    let advance = Paragraph([TextSpan(.text("0"), style: theme.code)], width: 100).naturalWidths()
      .full
    let columns = max(Int(frame.width / advance), 20)
    let digits = numbered ? String(lines.count).count : 0
    let margin = numbered ? digits + 2 : 0
    let wrapped = lines.map { CodeWrapping(columns: columns - margin).pieces(of: $0) }
    let breaks = ListingBreaks(lines: lines.map(\.plainText), heights: wrapped.map(\.count))
    var blankLines = 0
    for (index, pieces) in wrapped.enumerated() {
      // A blank line is space, which vanishes at the top of a page.
      if lines[index].plainText.allSatisfy(\.isWhitespace) {
        blankLines += 1
        continue
      }
      for (part, piece) in pieces.enumerated() {
        let spans =
          numbered ? [lineNumber(part == 0 ? index + 1 : nil, digits: digits)] + piece : piece
        let box = self.box(forCode: spans, isContinued: part > 0, in: frame, element: element)
        let cost = part == pieces.count - 1 ? breaks.cost(below: index) : nil
        box.staysWithNext = cost == nil
        box.penalty = cost ?? 0
        box.glueAbove = Double(blankLines) * theme.fonts.codeLineHeight
        blankLines = 0
        add(box)
      }
    }
  }

  /// Returns the number in front of a line of code; `nil` for the rest of a divided line.
  private func lineNumber(_ number: Int?, digits: Int) -> TextSpan {
    var style = theme.code
    style.color = theme.color(.muted)
    let text = number.map(String.init) ?? ""
    let lead = String(repeating: " ", count: digits - text.count)
    return TextSpan(.text(lead + text + "  "), style: style)
  }

  private func box(
    forCode spans: [TextSpan], isContinued: Bool, in frame: Frame, element: StructureElement
  ) -> FlowBox {
    var paragraph = Paragraph(
      spans.map { span in
        var span = span
        span.breaksInside = true
        return span
      }, width: 10_000)
    paragraph.alignment = .left
    let lines = paragraph.lines()
    let height = theme.fonts.codeLineHeight
    let arrow = theme.color(.muted)
    return FlowBox(height: height, element: element) { canvas, origin in
      let baseline = origin.y + 0.74 * height
      for line in lines {
        line.draw(on: canvas, at: Point(x: origin.x + frame.left, y: baseline))
      }
      if isContinued {
        CodeWrapping.drawMark(
          on: canvas, at: Point(x: origin.x + frame.left, y: baseline), color: arrow)
      }
    }
  }
}
