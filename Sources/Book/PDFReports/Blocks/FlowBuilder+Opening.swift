import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  /// Adds what stands on top of a chapter: its number, title and subtitle, its authors and abstract.
  ///
  /// - Parameter report: Gives a single document its authors, date and abstract.
  func addOpening(of report: Report) {
    var frame = body
    mark(chapter.anchor)
    if let number = chapter.number {
      frame.style = theme.heading(size: 10.5, color: .accent)
      frame.lineHeight = 16
      addParagraph(
        [TextSpan(.text("\(chapter.words[number.word]) \(number)"), style: frame.style)], in: frame,
        alignment: .left,
        staysWithNext: true)
    }
    frame.style = theme.heading(size: 25)
    frame.lineHeight = 31
    addParagraph(
      inlines.spans(chapter.title, style: frame.style), in: frame, tag: "H1", alignment: .left,
      staysWithNext: true)
    if let subtitle = chapter.subtitle ?? (report.kind == .document ? report.subtitle : nil) {
      space(2)
      frame.style = theme.heading(size: 13, weight: .regular, color: .muted)
      frame.lineHeight = 18
      addParagraph(
        [TextSpan(.text(subtitle), style: frame.style)], in: frame, alignment: .left,
        staysWithNext: true)
    }
    let isDocument = report.kind == .document
    let authors = chapter.authors.isEmpty && isDocument ? report.authors : chapter.authors
    let byline = authors + [isDocument ? report.date : chapter.date].compactMap(\.self)
    if !byline.isEmpty {
      space(6)
      frame.style = theme.heading(size: 9.5, weight: .regular)
      frame.lineHeight = 14
      addParagraph(
        [TextSpan(.text(byline.joined(separator: " · ")), style: frame.style)], in: frame,
        alignment: .left, staysWithNext: true)
    }
    addOpeningRule()
    if let abstract = chapter.abstract ?? (isDocument ? report.abstract : nil) {
      var quote = body
      quote.style.isItalic = true
      quote.left += 18
      quote.width -= 36
      addParagraph([TextSpan(.text(abstract), style: quote.style)], in: quote)
      space(16)
    }
  }

  private func addOpeningRule() {
    space(9)
    let accent = theme.color(.accent)
    let width = theme.page.measure
    let rule = FlowBox(height: 1, element: body.element) { canvas, origin in
      canvas.fill(
        .rectangle(Rect(x: origin.x, y: origin.y, width: width, height: 0.8)), with: accent)
    }
    rule.staysWithNext = true
    add(rule)
    space(20)
  }

  /// Adds who may do what with the report.
  func addRights(_ rights: [String]) {
    for line in rights {
      space(8)
      var frame = body
      frame.style = theme.small
      frame.lineHeight = theme.fonts.smallSize * 1.3
      addParagraph([TextSpan(.text(line), style: frame.style)], in: frame, alignment: .left)
    }
  }

  /// Adds the facts about how the results were made, as one small paragraph: they are looked up rather than
  /// read, and a sheet of one page stays one.
  func addProvenance(_ facts: [Report.Fact]) {
    guard !facts.isEmpty else { return }
    space(10)
    mark("how-these-results-were-made")
    var frame = body
    frame.style = theme.small
    frame.style.size *= 0.9
    frame.lineHeight = frame.style.size * 1.28
    var name = frame.style
    name.isItalic = true
    let title = theme.heading(size: frame.style.size)
    var spans = [TextSpan(.text("\(chapter.words[.howMade]). "), style: title)]
    for (index, fact) in facts.enumerated() {
      spans.append(TextSpan(.text("\(fact.name): "), style: name))
      let ending = index == facts.count - 1 ? "." : "; "
      spans.append(TextSpan(.text(fact.value + ending), style: frame.style))
    }
    addParagraph(spans, in: frame, alignment: .left)
  }
}
