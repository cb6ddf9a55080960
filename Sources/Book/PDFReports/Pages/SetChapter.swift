import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// A chapter set and divided into pages.
@DrawingActor
struct SetChapter {
  let chapter: ReportChapter
  let pages: [Paginator.Page]
  /// The slabs of each note, by its number.
  let notes: [Int: [Slab]]
  /// The page, from 0, on which each marked place stands.
  let pageOfDestination: [String: Int]

  /// Sets a chapter.
  ///
  /// - Parameters:
  ///   - chapter: What to set.
  ///   - report: The report that it belongs to.
  ///   - endsReport: Whether the report's provenance follows.
  ///   - sink: How far the title stands below the top of the first page, in points.
  ///   - theme: How it looks.
  ///   - inlines: Sets running text.
  /// - Throws: `PictureError` when a picture cannot be shown.
  init(
    _ chapter: ReportChapter, of report: Report, endsReport: Bool, sink: Double, theme: PDFTheme,
    inlines: InlineSetter
  ) throws {
    let builder = FlowBuilder(theme: theme, inlines: inlines, chapter: chapter)
    builder.addOpening(of: report, sink: sink)
    try builder.add(chapter.blocks, in: builder.body)
    if endsReport { builder.addProvenance(report.provenance) }
    var notes: [Int: [Slab]] = [:]
    for (index, note) in chapter.footnotes.enumerated() {
      notes[index + 1] = try Self.setNote(
        note, number: index + 1, of: chapter, theme: theme, inlines: inlines)
    }
    let paginator = Paginator(
      height: theme.textHeight, noteHeights: notes.mapValues(PageDrawing.height(ofNote:)),
      noteSeparator: PageDrawing.noteSeparator)
    pages = paginator.pagesWithoutRunt(of: builder.slabs, lineHeight: theme.fonts.lineHeight)
    self.chapter = chapter
    self.notes = notes
    var places: [String: Int] = [:]
    for (index, page) in pages.enumerated() {
      for placed in page.slabs {
        for name in placed.slab.destinations { places[name] = index }
      }
    }
    pageOfDestination = places
  }

  private static func setNote(
    _ blocks: [ReportBlock], number: Int, of chapter: ReportChapter, theme: PDFTheme,
    inlines: InlineSetter
  ) throws -> [Slab] {
    let builder = FlowBuilder(theme: theme, inlines: inlines, chapter: chapter)
    var frame = builder.body
    frame.style = theme.small
    frame.lineHeight = theme.fonts.smallSize * 1.28
    frame.left += 11
    frame.width -= 11
    frame.spacing = 0.3
    frame.scope = Scope(in: nil, tag: "Note")
    try builder.add(blocks, in: frame)
    var style = theme.small
    style.size *= 0.75
    let marks = Paragraph([TextSpan(.text("\(number)"), style: style)], width: 20).lines()
    let lineHeight = frame.lineHeight
    builder.slabs.first?.label = Slab.Label(scope: frame.scope) { canvas, origin in
      for mark in marks {
        mark.draw(on: canvas, at: Point(x: origin.x, y: origin.y + 0.72 * lineHeight - 2.6))
      }
    }
    return builder.slabs
  }
}
