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

  package func files(for report: Report) async throws -> [RenderedFile] {
    let adapted = PDFRenderer(
      theme: try await theme.adapted(to: report.settings), keepingIn: store)
    return try await adapted.files(inThemeOf: report)
  }

  private func files(inThemeOf report: Report) async throws -> [RenderedFile] {
    let identity = try ReportIdentity(report)
    switch report.kind {
    case .document:
      let bytes = try await store.bytes(of: "PDF of a document", from: identity) {
        try finished(try await handout(of: report.chapters, in: report), in: report)
      }
      return [RenderedFile(path: "\(report.fileName).pdf", bytes: bytes)]
    case .book:
      let bytes = try await store.bytes(of: "PDF of a book", from: identity) {
        try finished(try await book(report), in: report)
      }
      var files = [RenderedFile(path: "pdf/\(report.fileName).pdf", bytes: bytes)]
      for (chapter, digest) in zip(report.chapters, identity.chapters) {
        // Between two documents the drawing thread is free for other formats.
        try Task.checkCancellation()
        let bytes = try await store.bytes(of: "handout", from: [identity.frame, digest]) {
          try finished(try await handout(of: [chapter], in: report), in: report)
        }
        files.append(RenderedFile(path: "pdf/\(chapter.slug).pdf", bytes: bytes))
      }
      return files
    }
  }

  /// A document as the drawing thread hands it over.
  private struct Drawn: Sendable {
    var title: String
    var language: String
    var altTexts: [String]
    var bytes: [UInt8]

    @DrawingActor
    init(_ document: PDFDocument, title: String, language: String) throws {
      self.title = title
      self.language = language
      altTexts = document.altTexts
      bytes = try document.finish()
    }
  }

  private func finished(_ drawn: Drawn, in report: Report) throws -> [UInt8] {
    let pass = AccessibilityPass(
      title: drawn.title, authors: report.authors, summary: report.summary,
      keywords: report.keywords, rights: report.rights.joined(separator: " "),
      language: drawn.language, altTexts: drawn.altTexts)
    return try pass.apply(to: drawn.bytes)
  }

  /// Returns a book with title page and contents.
  @DrawingActor
  private func book(_ report: Report) throws -> Drawn {
    let inlines = try inlineTypesetter(for: report.chapters)
    let chapters = try typeset(report.chapters, of: report, drop: 42, inlines: inlines)
    let contents = Contents(
      theme: theme, inlines: inlines, title: report.contentsTitle ?? report.words[.contents])
    let lengths = chapters.map(\.pages.count)
    let contentsLength = contents.pages(of: chapters, firstPages: lengths.map { _ in 0 }).count
    // The title page is page 1, so that folios and the viewer's page numbers agree.
    var firstPages: [Int] = []
    var next = 2 + contentsLength
    for length in lengths {
      firstPages.append(next)
      next += length
    }
    let document = try PDFDocument(title: report.title, authors: report.authors)
    let drawing = PageDrawing(theme: theme)
    try document.page(size: theme.page.size) { canvas in
      TitlePage(theme: theme).draw(report, on: canvas)
    }
    for (index, page) in contents.pages(of: chapters, firstPages: firstPages).enumerated() {
      try document.page(size: theme.page.size) { canvas in
        drawing.draw(page, folio: 2 + index, on: canvas)
      }
    }
    for (chapter, first) in zip(chapters, firstPages) {
      try draw(chapter, from: first, on: document)
    }
    return try Drawn(document, title: report.title, language: report.language)
  }

  /// Returns chapters without a title page: what is printed for one lesson.
  @DrawingActor
  private func handout(of chapters: [ReportChapter], in report: Report) throws -> Drawn {
    let inlines = try inlineTypesetter(for: chapters)
    let typesetChapters = try typeset(chapters, of: report, drop: 0, inlines: inlines)
    let title =
      report.kind == .document ? report.title : chapters.map(\.title.plainText).joined()
    let authors = chapters.first?.authors ?? []
    let document = try PDFDocument(
      title: title, authors: authors.isEmpty ? report.authors : authors)
    var folio = 1
    for chapter in typesetChapters {
      try draw(chapter, from: folio, on: document)
      folio += chapter.pages.count
    }
    return try Drawn(
      document, title: title, language: chapters.first?.words.language ?? report.language)
  }

  @DrawingActor
  private func typeset(
    _ chapters: [ReportChapter], of report: Report, drop: Double, inlines: InlineTypesetter
  ) throws -> [TypesetChapter] {
    try chapters.enumerated().map { index, chapter in
      try TypesetChapter(
        chapter, of: report, endsReport: index == chapters.count - 1, drop: drop,
        theme: theme.speaking(chapter.words.language), inlines: inlines)
    }
  }

  @DrawingActor
  private func draw(_ typeset: TypesetChapter, from firstFolio: Int, on document: PDFDocument)
    throws
  {
    let chapter = typeset.chapter
    let title = [chapter.number.map(String.init), chapter.title.plainText].compactMap(\.self)
      .joined(separator: "\u{2002}")
    let drawing = PageDrawing(theme: theme)
    for (index, page) in typeset.pages.enumerated() {
      let head = PageDrawing.RunningHead(left: title, right: page.section ?? "")
      try document.page(size: theme.page.size) { canvas in
        drawing.draw(
          page, notes: typeset.notes, head: index == 0 ? nil : head, folio: firstFolio + index,
          on: canvas)
      }
    }
    addOutline(of: chapter, title: title, to: document)
  }

  @DrawingActor
  private func addOutline(of chapter: ReportChapter, title: String, to document: PDFDocument) {
    var parents = [
      document.addOutline(
        title, destination: Destination.name(chapter: chapter.slug, anchor: chapter.anchor),
        isOpen: true)
    ]
    for case .heading(let heading) in chapter.blocks where heading.level <= 4 {
      let depth = max(1, min(heading.level - 1, parents.count))
      parents.removeLast(parents.count - depth)
      let text = [heading.number, heading.content.plainText].compactMap(\.self)
        .joined(separator: "\u{2002}")
      parents.append(
        document.addOutline(
          text, destination: Destination.name(chapter: chapter.slug, anchor: heading.anchor),
          parent: parents.last))
    }
  }

  @DrawingActor
  private func inlineTypesetter(for chapters: [ReportChapter]) throws -> InlineTypesetter {
    let destinations = chapters.reduce(into: Set<String>()) {
      $0.formUnion(Destination.names(in: $1))
    }
    return InlineTypesetter(theme: theme, math: try mathLayout(), destinations: destinations)
  }

  @DrawingActor
  private func mathLayout() throws -> MathLayout {
    guard let path = Fonts.file(family: theme.fonts.math) else {
      throw MissingFont(family: theme.fonts.math)
    }
    return MathLayout(font: try HarfBuzzMathFont(path: path, family: theme.fonts.math))
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
