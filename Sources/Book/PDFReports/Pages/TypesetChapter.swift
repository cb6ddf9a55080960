import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// A chapter set as one long column.
@DrawingActor
struct ChapterColumn {
  let chapter: ReportChapter
  let theme: PDFTheme
  /// The room above the title, and none.
  let drop: FlowBox
  let noDrop: FlowBox
  /// The boxes from the first line below it on.
  let boxes: [FlowBox]
  /// What follows them where the chapter ends a report.
  let ending: [FlowBox]
  /// The boxes of each note, by its number.
  let notes: [Int: [FlowBox]]

  /// Sets a chapter.
  ///
  /// - Parameters:
  ///   - chapter: What to set.
  ///   - drop: How far the title stands below the top of the first page, in points.
  ///   - report: The report that it belongs to.
  ///   - theme: How it looks.
  ///   - inlines: Sets running text.
  /// - Throws: `PictureError` when a picture cannot be shown.
  init(
    _ chapter: ReportChapter, drop: Double, of report: Report, theme: PDFTheme,
    inlines: InlineTypesetter
  ) throws {
    let builder = FlowBuilder(theme: theme, inlines: inlines, chapter: chapter)
    let element = builder.body.element
    self.drop = FlowBox(height: drop, element: element) { _, _ in }
    noDrop = FlowBox(height: 0, element: element) { _, _ in }
    builder.addOpening(of: report)
    try builder.add(chapter.blocks, in: builder.body)
    boxes = builder.boxes
    builder.addProvenance(report.provenance)
    builder.addRights(report.rights)
    ending = Array(builder.boxes[boxes.count...])
    var notes: [Int: [FlowBox]] = [:]
    for (index, note) in chapter.footnotes.enumerated() {
      notes[index + 1] = try Self.typesetNote(
        note, number: index + 1, of: chapter, theme: theme, inlines: inlines)
    }
    self.notes = notes
    self.chapter = chapter
    self.theme = theme
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

/// A chapter's column divided into pages.
@DrawingActor
struct TypesetChapter {
  let chapter: ReportChapter
  let pages: [Paginator.Page]
  /// The boxes of each note, by its number.
  let notes: [Int: [FlowBox]]
  /// The page, from 0, on which each marked place stands.
  let pageOfDestination: [String: Int]

  /// Divides a column.
  ///
  /// - Parameters:
  ///   - column: The chapter.
  ///   - endsReport: Whether the report's provenance follows.
  ///   - dropsTitle: Whether there is room above the title.
  init(_ column: ChapterColumn, endsReport: Bool, dropsTitle: Bool = true) {
    let top = dropsTitle ? column.drop : column.noDrop
    let boxes = [top] + column.boxes + (endsReport ? column.ending : [])
    let theme = column.theme
    let paginator = Paginator(
      height: theme.textHeight,
      noteHeights: column.notes.mapValues(PageDrawing.height(ofNote:)),
      noteSeparator: PageDrawing.noteSeparator)
    pages = paginator.pagesWithoutRunt(of: boxes, lineHeight: theme.fonts.lineHeight)
    chapter = column.chapter
    notes = column.notes
    var places: [String: Int] = [:]
    for (index, page) in pages.enumerated() {
      for placed in page.boxes {
        for name in placed.box.destinations { places[name] = index }
      }
    }
    pageOfDestination = places
  }
}

extension TypesetChapter {
  /// What is known of the pages before they are drawn.
  var layout: ChapterLayout.Pages {
    ChapterLayout.Pages(count: pages.count, places: pageOfDestination)
  }
}
