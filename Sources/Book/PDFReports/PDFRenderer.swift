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
/// Each chapter's pages are drawn by themselves and kept, and documents are joined of them. So after an
/// edit only the pages of the chapter are drawn that was edited, and a render from nothing goes the same
/// way.
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
        let handout = try await store.content(
          of: "handout", from: [identity.frame, identity.chapters[index]]
        ) {
          try Task.checkCancellation()
          return try await document(of: [index], on: press)
        }
        contents.append(RenderedContent(path: "pdf/\(chapter.slug).pdf", content: handout))
      }
      return contents
    }
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
    let settings = report.chapters.indices.map {
      press.setting(of: $0, in: report.chapters.indices, drop: 42)
    }
    let layouts = try await layouts(of: settings, on: press)
    let entries = report.chapters.indices.map { index in
      Contents.Entry(
        report.chapters[index], outline: press.outlines[index],
        depth: press.theme.page.contentsDepth, places: layouts[index].places)
    }
    let unplaced = entries.map(\.unplaced)
    let contentsLength = try await store.value(
      of: "PDF length of contents", from: Front(frame: press.identity.frame, entries: unplaced)
    ) {
      try await press.contentsLength(unplaced)
    }
    // The title page is page 1, so that folios and the viewer's page numbers agree.
    var firstPages: [Int] = []
    var next = 2 + contentsLength
    for layout in layouts {
      firstPages.append(next)
      next += layout.pageCount
    }
    let placed = zip(entries, firstPages).map { $0.starting(at: $1) }
    async let front = store.value(
      of: "PDF front", from: Front(frame: press.identity.frame, entries: placed)
    ) {
      try await press.front(placed).section()
    }
    let sections = try await self.sections(of: settings, from: firstPages, on: press)
    return JoinedPDF.bytes(
      of: [try await front] + sections, outline: outline(of: report.chapters.indices, on: press),
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
    let chapters = indices.map { report.chapters[$0] }
    let settings = indices.map { press.setting(of: $0, in: indices, drop: 0) }
    var folios = [1]
    if settings.count > 1 {
      for layout in try await layouts(of: settings, on: press) {
        folios.append(folios[folios.count - 1] + layout.pageCount)
      }
    }
    let title =
      report.kind == .document ? report.title : chapters.map(\.title.plainText).joined()
    let authors = chapters.first?.authors ?? []
    return JoinedPDF.bytes(
      of: try await sections(of: settings, from: folios, on: press),
      outline: outline(of: indices, on: press),
      properties: PDFProperties(
        of: report, title: title, authors: authors.isEmpty ? report.authors : authors,
        language: chapters.first?.words.language ?? report.language))
  }

  private func outline(
    of indices: some Collection<Int>, on press: PDFPress
  ) -> [JoinedPDF.OutlineEntry] {
    indices.map { press.report.chapters[$0].entry(with: press.outlines[$0].headings) }
  }

  private func layouts(
    of settings: [ChapterSetting], on press: PDFPress
  ) async throws -> [ChapterLayout] {
    var layouts: [ChapterLayout] = []
    for setting in settings {
      // Between two chapters the drawing thread is free for other formats.
      try Task.checkCancellation()
      layouts.append(
        try await store.value(of: "PDF layout", from: setting) { try await press.layout(setting) })
    }
    return layouts
  }

  /// The finished pages of chapters, each of which starts with the folio of its place.
  private func sections(
    of settings: [ChapterSetting], from folios: [Int], on press: PDFPress
  ) async throws -> [PDFSection] {
    // One is drawn while others are finished.
    try await withThrowingTaskGroup(of: (Int, PDFSection).self) { group in
      for (index, setting) in settings.enumerated() {
        let numbered = Numbered(setting: setting, folio: folios[index])
        group.addTask {
          let section = try await store.value(of: "PDF section", from: numbered) {
            try await press.pages(setting, from: numbered.folio).section()
          }
          return (index, section)
        }
      }
      let sections = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      return settings.indices.compactMap { sections[$0] }
    }
  }

  private struct Numbered: Encodable, Sendable {
    var setting: ChapterSetting
    var folio: Int
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
