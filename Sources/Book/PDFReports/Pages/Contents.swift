import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// The table of contents: each chapter and section with leaders and its page.
@DrawingActor
struct Contents {
  let theme: PDFTheme
  let inlines: InlineTypesetter
  /// What stands above them.
  let title: String

  /// A chapter with its sections, and the folios of their pages.
  struct Entry: Encodable, Sendable {
    struct Line: Encodable, Sendable {
      var title: [ReportInline]
      var number: String?
      var level: Int
      var destination: String
      var folio: Int
    }

    private(set) var lines: [Line]

    /// Lists the sections of a chapter whose first page is page 0.
    ///
    /// - Parameters:
    ///   - chapter: The chapter.
    ///   - outline: Its headings.
    ///   - depth: The level down to which sections are listed, if the chapter lists them.
    ///   - places: The page of each of its places.
    init(
      _ chapter: ReportChapter, outline: PrintedOutline, depth: Int, places: [String: Int]
    ) {
      lines = [
        Line(
          title: chapter.title, number: chapter.number?.description, level: 1,
          destination: Destination.name(chapter: chapter.slug, anchor: chapter.anchor), folio: 0)
      ]
      let depth = min(chapter.tableOfContentsDepth, depth)
      for heading in outline.headings where heading.level <= depth {
        let name = Destination.name(chapter: chapter.slug, anchor: heading.anchor)
        lines.append(
          Line(
            title: heading.content, number: heading.number, level: heading.level,
            destination: name, folio: places[name, default: 0]))
      }
    }

    /// The same when the chapter starts on another page.
    func starting(at folio: Int) -> Entry {
      var moved = self
      for index in lines.indices { moved.lines[index].folio += folio }
      return moved
    }

    /// The same without folios.
    var unplaced: Entry {
      var bare = self
      for index in lines.indices { bare.lines[index].folio = 0 }
      return bare
    }
  }

  /// Sets the contents.
  ///
  /// - Returns: The pages; how many there are does not depend on the folios.
  func pages(of entries: [Entry]) -> [Paginator.Page] {
    // A last page with a line or two is avoided by setting the lines a little closer.
    let loose = pages(of: entries, closeness: 1)
    let tighter = [0.95, 0.9, 0.85].lazy.map { pages(of: entries, closeness: $0) }
    return tighter.first { $0.count < loose.count } ?? loose
  }

  private func pages(of entries: [Entry], closeness: Double) -> [Paginator.Page] {
    let element = StructureElement(in: nil)
    var boxes = [heading(in: element)]
    for entry in entries {
      let list = StructureElement(in: element, tag: "TOC")
      boxes += entry.lines.map { box(for: $0, in: list, closeness: closeness) }
    }
    return Paginator(height: theme.textHeight, noteHeights: [:], noteSeparator: 0).pages(of: boxes)
  }

  private func heading(in element: StructureElement) -> FlowBox {
    let lines = Paragraph(
      [TextSpan(.text(title), style: theme.heading(size: 25))], width: theme.page.measure
    ).lines()
    let box = FlowBox(height: 50, element: StructureElement(in: element, tag: "H1")) {
      canvas, origin in
      for line in lines { line.draw(on: canvas, at: Point(x: origin.x, y: origin.y + 24)) }
    }
    box.staysWithNext = true
    return box
  }

  private func box(
    for entry: Entry.Line, in element: StructureElement, closeness: Double
  ) -> FlowBox {
    let number = entry.number
    let isChapter = entry.level == 1
    let style = isChapter ? theme.heading(size: 10.5) : theme.text
    // Titles start on one line below each other, whatever the width of their numbers.
    let indent = isChapter ? 0.0 : 20 + 30 * Double(entry.level - 2)
    let numberWidth = number == nil ? 0.0 : isChapter ? 20 : 30
    let right = theme.page.measure
    let link = PDFLink.destination(entry.destination)
    func line(_ text: [TextSpan], width: Double, _ alignment: Paragraph.Alignment) -> [TypesetLine]
    {
      var paragraph = Paragraph(
        text.map { span in
          var span = span
          span.link = link
          span.note = nil
          return span
        }, width: width)
      paragraph.alignment = alignment
      return paragraph.lines()
    }
    var numberStyle = style
    if isChapter { numberStyle.color = theme.color(.accent) }
    let numbers = line(
      [TextSpan(.text(number ?? ""), style: numberStyle)], width: 60, .left)
    let titles = line(
      inlines.spans(entry.title, style: style), width: right - indent - numberWidth - 40, .left)
    let folios = line([TextSpan(.text("\(entry.folio)"), style: style)], width: 40, .right)
    let leaders = theme.color(.rule)
    let lineHeight = (isChapter ? 17.0 : 15.5) * closeness
    let height = lineHeight * Double(max(titles.count, 1))
    let box = FlowBox(height: height, element: StructureElement(in: element, tag: "TOCI")) {
      canvas, origin in
      let last = origin.y + height - 0.3 * lineHeight
      for number in numbers {
        number.draw(
          on: canvas, at: Point(x: origin.x + indent, y: origin.y + 0.7 * lineHeight))
      }
      for (index, title) in titles.enumerated() {
        let y = origin.y + (Double(index) + 0.7) * lineHeight
        title.draw(on: canvas, at: Point(x: origin.x + indent + numberWidth, y: y))
      }
      for folio in folios {
        folio.draw(on: canvas, at: Point(x: origin.x + right - 40, y: last))
      }
      guard !isChapter else { return }
      // Dots sit on one grid, so that they stand below each other from line to line.
      let start = indent + numberWidth + (titles.last?.width ?? 0) + 6
      let end = right - (folios.last?.width ?? 0) - 6
      var x = (start / 6).rounded(.up) * 6
      while x < end {
        canvas.fill(
          .circle(center: Point(x: origin.x + x, y: last - 1), radius: 0.45), with: leaders)
        x += 6
      }
    }
    box.glueAbove = isChapter ? 12 * closeness : 0
    box.staysWithNext = isChapter
    return box
  }
}
