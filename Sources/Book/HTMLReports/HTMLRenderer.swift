import Caching
import FigureFiles
import Reports

/// Turns a report into web pages, each a single file that needs nothing else.
///
/// A book becomes `html/index.html` and `html/<chapter>.html`; a document becomes `<name>.html`. Style
/// sheet, script, drawings and formulas stand inside each page: it reads offline, without JavaScript,
/// and prints. How a page looks is written in the template folder.
package struct HTMLRenderer: ReportRenderer {
  private let templateFolder: String
  private let linksToPDF: Bool
  private let store: RenderStore

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - templateFolder: The path of the folder with `page.mustache`, `index.mustache`, their partials,
  ///     `style.css` and `enhancements.js`. It is read anew for each report.
  ///   - linksToPDF: Whether pages offer the PDF beside them, which is then rendered too.
  ///   - store: Where drawings and the texts of chapters are kept.
  package init(templateFolder: String, linksToPDF: Bool, keepingIn store: RenderStore = .none) {
    self.store = store
    self.templateFolder = templateFolder
    self.linksToPDF = linksToPDF
  }

  /// Returns the pages of the report.
  ///
  /// - Throws: `Diagnostic` for a template that is missing or wrong; `CairoError` when a figure cannot
  ///   be drawn.
  package func files(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedFile] {
    let templates = try PageTemplates(folder: templateFolder, values: PageValues.names)
    let site = Site(report: report, linksToPDF: linksToPDF)
    var files: [RenderedFile] = []
    if report.kind == .book {
      let page = site.indexPage(with: templates)
      files.append(file(Site.indexName, of: site, templates.render(.index, page)))
    }
    for (index, chapter) in report.chapters.enumerated() {
      let text = ChapterText(
        chapter: identity.chapters[index], report: report.kind, fileName: report.fileName,
        pages: report.chapters.map(\.slug))
      let body = try await store.bytes(of: "HTML", from: text) {
        var writer = PageWriter(
          words: chapter.words, figures: FigureDrawings(keptIn: store)
        ) { site.address(of: $0, from: chapter) }
        return Array(try await writer.html(for: chapter).markup.utf8)
      }
      let page = site.page(
        at: index, body: body.isEmpty ? .empty : .markup(Self.bodyMark), with: templates)
      files.append(
        RenderedFile(
          path: site.path(ofPage: site.pageName(of: chapter)),
          bytes: Self.putting(body, into: templates.render(.page, page))))
    }
    return files
  }

  /// Stands for a chapter's text while a template is filled in.
  ///
  /// A template would copy the megabytes of its drawings several times. No text of a page can hold it, since
  /// what begins a tag is escaped there.
  private static let bodyMark = "<!-- the chapter's text -->"

  private static func putting(_ body: [UInt8], into page: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = page.startIndex
    for mark in page.ranges(of: bodyMark) {
      bytes += page[rest..<mark.lowerBound].utf8
      bytes += body
      rest = mark.upperBound
    }
    return bytes + page[rest...].utf8
  }

  /// All that decides about the text of a chapter: its links lead to other pages by their names.
  private struct ChapterText: Encodable, Sendable {
    var chapter: String
    var report: Report.Kind
    var fileName: String
    var pages: [String]
  }

  private func file(_ name: String, of site: Site, _ text: String) -> RenderedFile {
    RenderedFile(path: site.path(ofPage: name), bytes: Array(text.utf8))
  }
}
