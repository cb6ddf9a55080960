import CairoGraphics
import DrawingThreads
import Graphics
import MathTypesetting
import Reports

/// All that decides how a chapter is set and divided into pages.
struct ChapterSetting: Encodable, Sendable {
  /// The chapter's place in the report.
  var index: Int
  /// Digests of what the report says besides its chapters, and of the chapter.
  var frame: String
  var chapter: String
  /// How far the title stands below the top of the first page, in points.
  var drop: Double
  /// Whether the report's provenance follows.
  var endsReport: Bool
  /// The places in the document, besides the chapter's own, that links may lead to.
  var destinations: [String]

  private enum CodingKeys: CodingKey { case frame, chapter, drop, endsReport, destinations }
}

/// What is known of a chapter's pages before they are drawn.
struct ChapterLayout: Codable, Sendable {
  var pageCount: Int
  /// The page, from 0, on which each marked place stands.
  var places: [String: Int]
}

/// Pages as the drawing thread hands them over.
struct DrawnPages: Sendable {
  var bytes: [UInt8]
  var altTexts: [String]

  /// Finishes the pages, on another thread.
  func section() throws -> PDFSection {
    try PDFSection(file: try AccessibilityPass(altTexts: altTexts).apply(to: bytes))
  }
}

/// Sets the chapters of a report, and draws their pages.
///
/// Nothing is asked of a chapter's text until its pages are wanted. A chapter is set once, whether it stands in a book or in a handout: its lines are the same.
@DrawingActor
final class PDFPress {
  nonisolated let report: Report
  nonisolated let theme: PDFTheme
  nonisolated let identity: ReportIdentity
  nonisolated let outlines: [PrintedOutline]
  private var columns: [Int: ChapterColumn] = [:]
  private var inlines: InlineTypesetter?

  nonisolated init(
    report: Report, outlines: [PrintedOutline], theme: PDFTheme, identity: ReportIdentity
  ) {
    self.report = report
    self.outlines = outlines
    self.theme = theme
    self.identity = identity
  }

  /// All that decides about the pages of the chapter at `index` in a document of the chapters at `indices`.
  nonisolated func setting(
    of index: Int, in indices: some Collection<Int>, drop: Double
  ) -> ChapterSetting {
    ChapterSetting(
      index: index, frame: identity.frame, chapter: identity.chapters[index], drop: drop,
      endsReport: index == Array(indices).last,
      destinations: indices.filter { $0 != index }.flatMap { outlines[$0].destinations })
  }

  func layout(_ setting: ChapterSetting) throws -> ChapterLayout {
    let chapter = try typeset(setting)
    return ChapterLayout(pageCount: chapter.pages.count, places: chapter.pageOfDestination)
  }

  /// Draws the pages of a chapter, the first of which has the folio `folio`.
  func pages(_ setting: ChapterSetting, from folio: Int) throws -> DrawnPages {
    let typeset = try typeset(setting)
    let title = typeset.chapter.numberedTitle
    let document = try PDFDocument(
      destinations: Set(setting.destinations + outlines[setting.index].destinations))
    let drawing = PageDrawing(theme: theme)
    for (index, page) in typeset.pages.enumerated() {
      let head = PageDrawing.RunningHead(left: title, right: page.section ?? "")
      try document.page(size: theme.page.size) { canvas in
        drawing.draw(
          page, notes: typeset.notes, head: index == 0 ? nil : head, folio: folio + index,
          on: canvas)
      }
    }
    return try drawn(document)
  }

  /// Draws the title page and the contents of a book.
  func front(_ entries: [Contents.Entry]) throws -> DrawnPages {
    let document = try PDFDocument(destinations: Set(outlines.flatMap(\.destinations)))
    let drawing = PageDrawing(theme: theme)
    try document.page(size: theme.page.size) { canvas in
      TitlePage(theme: theme).draw(report, on: canvas)
    }
    for (index, page) in try contents(entries).enumerated() {
      try document.page(size: theme.page.size) { canvas in
        drawing.draw(page, folio: 2 + index, on: canvas)
      }
    }
    return try drawn(document)
  }

  /// How many pages the contents take.
  func contentsLength(_ entries: [Contents.Entry]) throws -> Int { try contents(entries).count }

  private func contents(_ entries: [Contents.Entry]) throws -> [Paginator.Page] {
    Contents(
      theme: theme, inlines: try inlineTypesetter(),
      title: report.contentsTitle ?? report.words[.contents]
    ).pages(of: entries)
  }

  private func drawn(_ document: PDFDocument) throws -> DrawnPages {
    let altTexts = document.altTexts
    return DrawnPages(bytes: try document.finish(), altTexts: altTexts)
  }

  private func typeset(_ setting: ChapterSetting) throws -> TypesetChapter {
    let column = try columns[setting.index] ?? column(at: setting.index)
    columns[setting.index] = column
    return TypesetChapter(column, drop: setting.drop, endsReport: setting.endsReport)
  }

  private func column(at index: Int) throws -> ChapterColumn {
    let chapter = BackMatter.gathered(in: try report.chapters[index].whole())
    return try ChapterColumn(
      chapter, of: report, theme: theme.speaking(chapter.words.language),
      inlines: try inlineTypesetter())
  }

  private func inlineTypesetter() throws -> InlineTypesetter {
    if let inlines { return inlines }
    guard let path = Fonts.file(family: theme.fonts.math) else {
      throw MissingFont(family: theme.fonts.math)
    }
    let made = InlineTypesetter(
      theme: theme,
      math: MathLayout(font: try HarfBuzzMathFont(path: path, family: theme.fonts.math)))
    inlines = made
    return made
  }
}
