import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// A chapter set and divided into pages.
@DrawingActor
struct TypesetChapter {
  let chapter: ReportChapter
  let pages: [Paginator.Page]
  /// The boxes of each note, by its number.
  let notes: [Int: [FlowBox]]
  /// The page, from 0, on which each marked place stands.
  let pageOfDestination: [String: Int]

  /// Sets a chapter.
  ///
  /// - Parameters:
  ///   - chapter: What to set.
  ///   - report: The report that it belongs to.
  ///   - endsReport: Whether the report's provenance follows.
  ///   - drop: How far the title stands below the top of the first page, in points.
  ///   - theme: How it looks.
  ///   - inlines: Sets running text.
  /// - Throws: `PictureError` when a picture cannot be shown.
  init(
    _ chapter: ReportChapter, of report: Report, endsReport: Bool, drop: Double, theme: PDFTheme,
    inlines: InlineTypesetter
  ) throws {
    let builder = FlowBuilder(theme: theme, inlines: inlines, chapter: chapter)
    builder.addOpening(of: report, drop: drop)
    try builder.add(chapter.blocks, in: builder.body)
    if endsReport {
      builder.addProvenance(report.provenance)
      builder.addRights(report.rights)
    }
    var notes: [Int: [FlowBox]] = [:]
    for (index, note) in chapter.footnotes.enumerated() {
      notes[index + 1] = try Self.typesetNote(
        note, number: index + 1, of: chapter, theme: theme, inlines: inlines)
    }
    let paginator = Paginator(
      height: theme.textHeight, noteHeights: notes.mapValues(PageDrawing.height(ofNote:)),
      noteSeparator: PageDrawing.noteSeparator)
    pages = paginator.pagesWithoutRunt(of: builder.boxes, lineHeight: theme.fonts.lineHeight)
    self.chapter = chapter
    self.notes = notes
    var places: [String: Int] = [:]
    for (index, page) in pages.enumerated() {
      for placed in page.boxes {
        for name in placed.box.destinations { places[name] = index }
      }
    }
    pageOfDestination = places
  }

  private static func typesetNote(
    _ blocks: [ReportBlock], number: Int, of chapter: ReportChapter, theme: PDFTheme,
    inlines: InlineTypesetter
  ) throws -> [FlowBox] {
    let builder = FlowBuilder(theme: theme, inlines: inlines, chapter: chapter)
    var frame = builder.body
    frame.style = theme.small
    frame.lineHeight = theme.fonts.smallSize * 1.28
    frame.left += 11
    frame.width -= 11
    frame.spacing = 0.3
    frame.element = StructureElement(in: nil, tag: "Note")
    try builder.add(blocks, in: frame)
    var style = theme.small
    style.size *= 0.75
    let marks = Paragraph([TextSpan(.text("\(number)"), style: style)], width: 20).lines()
    let lineHeight = frame.lineHeight
    builder.boxes.first?.label = FlowBox.Label(element: frame.element) { canvas, origin in
      for mark in marks {
        mark.draw(on: canvas, at: Point(x: origin.x, y: origin.y + 0.72 * lineHeight - 2.6))
      }
    }
    return builder.boxes
  }
}
