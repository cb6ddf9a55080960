import Caching
import CairoGraphics
import DrawingThreads
import Graphics
import MathTypesetting
import Reports

/// Sets a report as PDF: a book as a whole and chapter by chapter, a document as one file.
///
/// A book becomes `pdf/<fileName>.pdf`, with a title page, contents, and chapters that start on pages
/// of their own, and `pdf/<slug>.pdf` for each chapter. A document becomes `<fileName>.pdf`.
///
/// Each chapter's pages are drawn by themselves and kept, and documents are joined of them: the book and the
/// handout show the same pages, under their own numbers. So after an edit only the pages of the chapter are
/// drawn that was edited, and a render from nothing goes the same way. A reference to another chapter leads
/// to its place in the book, and from a handout to the other handout.
package struct PDFRenderer: ReportRenderer {
  package let theme: PDFTheme

  private let store: RenderStore

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - theme: How documents look.
  ///   - store: Where documents are kept; it knows the files that the theme was read from.
  package init(theme: PDFTheme, keepingIn store: RenderStore = .none) {
    self.theme = theme
    self.store = store
  }

  package func contents(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedContent] {
    let press = PDFPress(
      report: report, outlines: try await outlines(of: report, identity: identity),
      theme: try await theme.adapted(to: report.settings), identity: identity)
    switch report.kind {
    case .document:
      let content = try await store.content(of: "PDF of a document", from: identity) {
        try await document(of: Array(report.chapters.indices), on: press)
      }
      return [RenderedContent(path: "\(report.fileName).pdf", content: content)]
    case .book:
      let book = try await store.content(of: "PDF of a book", from: identity) {
        try await self.book(on: press)
      }
      var contents = [RenderedContent(path: "pdf/\(report.fileName).pdf", content: book)]
      for (index, chapter) in report.chapters.enumerated() {
        let handout = try await store.content(of: "handout", from: setting(of: index, on: press)) {
          try Task.checkCancellation()
          return try await document(of: [index], on: press)
        }
        contents.append(RenderedContent(path: "pdf/\(chapter.slug).pdf", content: handout))
      }
      return contents
    }
  }

  private func setting(of index: Int, on press: PDFPress) -> ChapterSetting {
    press.setting(of: index, drop: press.report.kind == .book ? 42 : 0)
  }

  private func outlines(
    of report: Report, identity: ReportIdentity
  ) async throws -> [PrintedOutline] {
    var outlines: [PrintedOutline] = []
    for (chapter, digest) in zip(report.chapters, identity.chapters) {
      outlines.append(
        try await store.value(of: "PDF outline", from: digest) {
          PrintedOutline(of: BackMatter.gathered(in: try chapter.whole()))
        })
    }
    return outlines
  }

  /// Returns a book with title page and contents.
  private func book(on press: PDFPress) async throws -> [UInt8] {
    let report = press.report
    let chapters = try await chapters(at: Array(report.chapters.indices), on: press)
    let entries = chapters.map { chapter in
      Contents.Entry(
        report.chapters[chapter.index], outline: press.outlines[chapter.index],
        depth: press.theme.page.contentsDepth, places: chapter.pages.places)
    }
    let unplaced = entries.map(\.unplaced)
    let contentsLength = try await store.value(
      of: "PDF length of contents", from: Front(frame: press.identity.frame, entries: unplaced)
    ) {
      try await press.contentsLength(unplaced)
    }
    // The title page is page 1, so that folios and the viewer's page numbers agree.
    let firstPages = Self.firstPages(of: chapters, from: 2 + contentsLength)
    let placed = zip(entries, firstPages).map { $0.starting(at: $1) }
    async let front = store.value(
      of: "PDF front", from: Front(frame: press.identity.frame, entries: placed)
    ) {
      try await press.front(placed).section()
    }
    let parts = try await parts(of: chapters, from: firstPages, on: press)
    return try await joined(
      [JoinedPDF.Part(section: try await front, firstFolio: 1)] + parts, of: chapters, on: press,
      properties: PDFProperties(
        of: report, title: report.title, authors: report.authors, language: report.language))
  }

  /// What a book's front shows: its title page and its contents.
  private struct Front: Encodable, Sendable {
    var frame: String
    var entries: [Contents.Entry]
  }

  /// Returns chapters without a title page: what is printed for one lesson.
  private func document(of indices: [Int], on press: PDFPress) async throws -> [UInt8] {
    let report = press.report
    let first = indices.first.map { report.chapters[$0] }
    let title =
      report.kind == .document
      ? report.title : indices.map { report.chapters[$0].title.plainText }.joined()
    let authors = first?.authors ?? []
    let chapters = try await chapters(at: indices, on: press)
    return try await joined(
      try await parts(of: chapters, from: Self.firstPages(of: chapters, from: 1), on: press),
      of: chapters, on: press,
      properties: PDFProperties(
        of: report, title: title, authors: authors.isEmpty ? report.authors : authors,
        language: first?.words.language ?? report.language))
  }

  // MARK: Chapters in a document

  /// A chapter in a document.
  private struct Placed {
    var index: Int
    var setting: ChapterSetting
    var layout: ChapterLayout
    /// Whether the report's provenance follows.
    var endsReport: Bool

    var pages: ChapterLayout.Pages { layout.pages(endingReport: endsReport) }

    /// The pages, in the runs in which they are drawn: what stands in other documents too is one.
    func runs(in kind: Report.Kind) -> [PageRun] {
      guard kind == .book else {
        return [PageRun(setting: setting, endsReport: endsReport, pages: 0..<pages.count)]
      }
      let shared = layout.sharedCount
      return [
        PageRun(setting: setting, endsReport: false, pages: 0..<shared),
        PageRun(setting: setting, endsReport: endsReport, pages: shared..<pages.count),
      ].filter { !$0.pages.isEmpty }
    }
  }

  private func chapters(at indices: [Int], on press: PDFPress) async throws -> [Placed] {
    var chapters: [Placed] = []
    for index in indices {
      // Between two chapters the drawing thread is free for other formats.
      try Task.checkCancellation()
      let setting = setting(of: index, on: press)
      let layout = try await store.value(of: "PDF layout", from: setting) {
        try await press.layout(setting)
      }
      chapters.append(
        Placed(
          index: index, setting: setting, layout: layout, endsReport: index == indices.last))
    }
    return chapters
  }

  private static func firstPages(of chapters: [Placed], from first: Int) -> [Int] {
    var pages = [first]
    for chapter in chapters { pages.append(pages[pages.count - 1] + chapter.pages.count) }
    return pages
  }

  /// The finished pages of chapters, each of which starts with the folio of its place.
  private func parts(
    of chapters: [Placed], from firstPages: [Int], on press: PDFPress
  ) async throws -> [JoinedPDF.Part] {
    let runs = zip(chapters, firstPages).flatMap { chapter, first in
      chapter.runs(in: press.report.kind).map {
        (run: $0, folio: first + $0.pages.lowerBound)
      }
    }
    // One is drawn while others are finished.
    return try await withThrowingTaskGroup(of: (Int, PDFSection).self) { group in
      for (index, (run, _)) in runs.enumerated() {
        group.addTask {
          let section = try await store.value(of: "PDF section", from: run) {
            try await press.pages(run).section()
          }
          return (index, section)
        }
      }
      let sections = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      return runs.indices.compactMap { index in
        sections[index].map { JoinedPDF.Part(section: $0, firstFolio: runs[index].folio) }
      }
    }
  }

  private func joined(
    _ parts: [JoinedPDF.Part], of chapters: [Placed], on press: PDFPress,
    properties: PDFProperties
  ) async throws -> [UInt8] {
    let folios = try await store.value(of: "PDF folios", from: press.identity.frame) {
      let (digits, widths) = try await press.digits()
      return try Folios(digits: digits, widths: widths, theme: press.theme)
    }
    let slugs = Set(press.report.kind == .book ? press.report.chapters.map(\.slug) : [])
    let outline = chapters.map { chapter in
      press.report.chapters[chapter.index].entry(with: press.outlines[chapter.index].headings)
    }
    return JoinedPDF.bytes(
      of: parts, numberedBy: folios, outline: outline, properties: properties
    ) { name in
      Destination.chapter(of: name).flatMap { slugs.contains($0) ? "\($0).pdf" : nil }
    }
  }
}

extension PDFProperties {
  fileprivate init(of report: Report, title: String, authors: [String], language: String) {
    self.init(
      title: title, authors: authors, summary: report.summary, keywords: report.keywords,
      rights: report.rights.joined(separator: " "), language: language)
  }
}

extension ReportChapter {
  /// Its number and title, as the outline and running heads have it.
  var numberedTitle: String {
    [head.number?.description, head.title.plainText].compactMap(\.self).joined(
      separator: "\u{2002}")
  }

  fileprivate func entry(with headings: [ReportHeading]) -> JoinedPDF.OutlineEntry {
    let entries = headings.filter { $0.level <= 4 }.map { heading in
      let text = [heading.number, heading.content.plainText].compactMap(\.self)
        .joined(separator: "\u{2002}")
      let place = Destination.name(chapter: head.slug, anchor: heading.anchor)
      return (level: heading.level, entry: JoinedPDF.OutlineEntry(title: text, destination: place))
    }
    var rest = entries[...]
    return JoinedPDF.OutlineEntry(
      title: numberedTitle, destination: Destination.name(chapter: head.slug, anchor: head.anchor),
      isOpen: true, entries: Self.nested(&rest, below: 1))
  }

  /// Takes the headings below one of `level`; a level that is left out does not leave a gap.
  private static func nested(
    _ headings: inout ArraySlice<(level: Int, entry: JoinedPDF.OutlineEntry)>, below level: Int
  ) -> [JoinedPDF.OutlineEntry] {
    var entries: [JoinedPDF.OutlineEntry] = []
    while let next = headings.first, next.level > level {
      headings.removeFirst()
      var entry = next.entry
      entry.entries = nested(&headings, below: next.level)
      entries.append(entry)
    }
    return entries
  }
}

/// A font that the theme asks for and the machine lacks.
package struct MissingFont: Error, Hashable, CustomStringConvertible {
  package let family: String

  package var description: String {
    "The PDF theme asks for the font '\(family)', which is not installed. "
      + "Run 'make deps', or name another font in theme.yml."
  }
}
