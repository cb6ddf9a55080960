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
  /// How far the title stands below the top of the first page, in points; less where a chapter would not fit on
  /// a sheet for its sake.
  var drop: Double
  /// The places of the report, besides the chapter's own, that links may lead to.
  var destinations: [String]

  private enum CodingKeys: CodingKey { case frame, chapter, drop, destinations }
}

/// What is known of a chapter's pages before they are drawn.
struct ChapterLayout: Codable, Sendable {
  struct Pages: Codable, Sendable {
    var count: Int
    /// The page, from 0, on which each marked place stands.
    var places: [String: Int]
  }

  /// Where another chapter follows.
  var followed: Pages
  /// Where the chapter ends a document, and the report's provenance follows.
  var ending: Pages
  /// How many pages, from the first, are the same in both.
  var sharedCount: Int

  func pages(endingReport ends: Bool) -> Pages { ends ? ending : followed }
}

/// Pages of a chapter that are drawn at once.
struct PageRun: Encodable, Sendable {
  var setting: ChapterSetting
  /// Whether the report's provenance follows.
  var endsReport: Bool
  /// The pages, from 0.
  var pages: Range<Int>
}

/// Pages as the drawing thread hands them over.
struct DrawnPages: Sendable {
  var bytes: [UInt8]
  var altTexts: [String]
  /// Whether a document is to number them.
  var takesFolios = false

  /// Finishes the pages, on another thread.
  func section() throws -> PDFSection {
    let pass = AccessibilityPass(altTexts: altTexts, takesFolios: takesFolios)
    return try PDFSection(file: try pass.apply(to: bytes))
  }
}

/// Sets the chapters of a report, and draws their pages.
///
/// Nothing is asked of a chapter's text until its pages are wanted. A chapter is set once, and its pages are
/// drawn once, whether they stand in a book or in a handout.
@DrawingActor
final class PDFPress {
  nonisolated let report: Report
  nonisolated let theme: PDFTheme
  nonisolated let identity: ReportIdentity
  nonisolated let outlines: [PrintedOutline]
  private var columns: [Int: ChapterColumn] = [:]
  private var divided: [Divided: TypesetChapter] = [:]
  private var inlines: InlineTypesetter?

  nonisolated init(
    report: Report, outlines: [PrintedOutline], theme: PDFTheme, identity: ReportIdentity
  ) {
    self.report = report
    self.outlines = outlines
    self.theme = theme
    self.identity = identity
  }

  /// All that decides about the pages of the chapter at `index`.
  nonisolated func setting(of index: Int, drop: Double) -> ChapterSetting {
    let others = report.chapters.indices.filter { $0 != index }
    return ChapterSetting(
      index: index, frame: identity.frame, chapter: identity.chapters[index], drop: drop,
      destinations: others.flatMap { outlines[$0].destinations })
  }

  func layout(_ setting: ChapterSetting) throws -> ChapterLayout {
    let followed = try typeset(setting, endsReport: false)
    let ending = try typeset(setting, endsReport: true)
    return ChapterLayout(
      followed: followed.layout, ending: ending.layout,
      sharedCount: zip(followed.pages, ending.pages).prefix { $0.isSame(as: $1) }.count)
  }

  /// Draws pages of a chapter, without their folios.
  func pages(_ run: PageRun) throws -> DrawnPages {
    let setting = run.setting
    let typeset = try typeset(setting, endsReport: run.endsReport)
    let title = typeset.chapter.numberedTitle
    let document = try PDFDocument(
      destinations: Set(setting.destinations + outlines[setting.index].destinations))
    let drawing = PageDrawing(theme: theme)
    for index in run.pages {
      let page = typeset.pages[index]
      let head = PageDrawing.RunningHead(left: title, right: page.section ?? "")
      try document.page(size: theme.page.size) { canvas in
        drawing.draw(page, notes: typeset.notes, head: index == 0 ? nil : head, on: canvas)
      }
    }
    var pages = try drawn(document)
    pages.takesFolios = true
    return pages
  }

  /// Draws all digits in the style of folios; returns them with their widths.
  func digits() throws -> (DrawnPages, widths: [Double]) {
    let document = try PDFDocument()
    var widths: [Double] = []
    try document.page(size: theme.page.size) { canvas in
      let style = theme.folio
      canvas.draw("0123456789", style: style, at: theme.folioPlace)
      widths = (0...9).map { canvas.measure("\($0)", style: style).width }
    }
    return (try drawn(document), widths)
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

  /// What tells divided columns apart.
  private struct Divided: Hashable {
    var index: Int
    var endsReport: Bool
  }

  private func typeset(_ setting: ChapterSetting, endsReport: Bool) throws -> TypesetChapter {
    let key = Divided(index: setting.index, endsReport: endsReport)
    if let known = divided[key] { return known }
    let column = try columns[setting.index] ?? column(of: setting)
    columns[setting.index] = column
    var chapter = TypesetChapter(column, endsReport: endsReport)
    if setting.drop > 0, chapter.pages.count == 2 {
      // What fits on a sheet is to stay on it.
      let higher = TypesetChapter(column, endsReport: endsReport, dropsTitle: false)
      if higher.pages.count == 1 { chapter = higher }
    }
    divided[key] = chapter
    return chapter
  }

  private func column(of setting: ChapterSetting) throws -> ChapterColumn {
    let chapter = BackMatter.gathered(in: try report.chapters[setting.index].whole())
    return try ChapterColumn(
      chapter, drop: setting.drop, of: report, theme: theme.speaking(chapter.words.language),
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
