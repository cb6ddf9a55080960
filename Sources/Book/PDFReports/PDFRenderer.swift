import CairoGraphics
import Graphics
import MathTypesetting
import Reports

/// Sets a report as PDF: a book as a whole and chapter by chapter, a document as one file.
///
/// A book becomes `pdf/<fileName>.pdf`, with a title page, contents, and chapters that start on pages
/// of their own, and `pdf/<slug>.pdf` for each chapter. A document becomes `<fileName>.pdf`.
package struct PDFRenderer: ReportRenderer {
  package let theme: PDFTheme

  package init(theme: PDFTheme) { self.theme = theme }

  package func files(for report: Report) throws -> [RenderedFile] {
    let math = try mathLayout()
    switch report.kind {
    case .document:
      let bytes = try handout(of: report.chapters, in: report, math: math)
      return [RenderedFile(path: "\(report.fileName).pdf", bytes: bytes)]
    case .book:
      let whole = RenderedFile(
        path: "pdf/\(report.fileName).pdf", bytes: try book(report, math: math))
      return try [whole]
        + report.chapters.map {
          RenderedFile(
            path: "pdf/\($0.slug).pdf", bytes: try handout(of: [$0], in: report, math: math))
        }
    }
  }

  /// Returns a book with title page and contents.
  private func book(_ report: Report, math: MathLayout) throws -> [UInt8] {
    let inlines = inlineSetter(for: report.chapters, math: math)
    let chapters = try set(report.chapters, of: report, sink: 42, inlines: inlines)
    let contents = Contents(theme: theme, inlines: inlines)
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
    return try finish(document, report: report, title: report.title)
  }

  /// Returns chapters without a title page: what is printed for one lesson.
  private func handout(
    of chapters: [ReportChapter], in report: Report, math: MathLayout
  ) throws -> [UInt8] {
    let inlines = inlineSetter(for: chapters, math: math)
    let set = try set(chapters, of: report, sink: 0, inlines: inlines)
    let title =
      report.kind == .document ? report.title : chapters.map(\.title.plainText).joined()
    let authors = chapters.first?.authors ?? []
    let document = try PDFDocument(
      title: title, authors: authors.isEmpty ? report.authors : authors)
    var folio = 1
    for chapter in set {
      try draw(chapter, from: folio, on: document)
      folio += chapter.pages.count
    }
    return try finish(document, report: report, title: title)
  }

  private func set(
    _ chapters: [ReportChapter], of report: Report, sink: Double, inlines: InlineSetter
  ) throws -> [SetChapter] {
    try chapters.enumerated().map { index, chapter in
      try SetChapter(
        chapter, of: report, endsReport: index == chapters.count - 1, sink: sink, theme: theme,
        inlines: inlines)
    }
  }

  private func draw(_ set: SetChapter, from firstFolio: Int, on document: PDFDocument) throws {
    let chapter = set.chapter
    let title = [chapter.number.map(String.init), chapter.title.plainText].compactMap(\.self)
      .joined(separator: "\u{2002}")
    let drawing = PageDrawing(theme: theme)
    for (index, page) in set.pages.enumerated() {
      let head = PageDrawing.RunningHead(left: title, right: page.section ?? "")
      try document.page(size: theme.page.size) { canvas in
        drawing.draw(
          page, notes: set.notes, head: index == 0 ? nil : head, folio: firstFolio + index,
          on: canvas)
      }
    }
    addOutline(of: chapter, title: title, to: document)
  }

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

  private func finish(
    _ document: PDFDocument, report: Report, title: String
  ) throws -> [UInt8] {
    let altTexts = document.altTexts
    return try AccessibilityPass(
      title: title, authors: report.authors, language: report.language, altTexts: altTexts
    ).apply(to: try document.finish())
  }

  private func inlineSetter(for chapters: [ReportChapter], math: MathLayout) -> InlineSetter {
    let destinations = chapters.reduce(into: Set<String>()) {
      $0.formUnion(Destination.names(in: $1))
    }
    return InlineSetter(theme: theme, math: math, destinations: destinations)
  }

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
