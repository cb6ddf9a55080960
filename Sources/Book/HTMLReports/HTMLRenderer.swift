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
  package func contents(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedContent] {
    let templates = try PageTemplates(folder: templateFolder, values: PageValues.names)
    let site = Site(report: report, linksToPDF: linksToPDF)
    var contents: [RenderedContent] = []
    if report.kind == .book {
      let index = KeptBytes {
        Array(templates.render(.index, site.indexPage(with: templates)).utf8)
      }
      contents.append(RenderedContent(path: site.path(ofPage: Site.indexName), content: index))
    }
    for (index, chapter) in report.chapters.enumerated() {
      contents.append(
        RenderedContent(
          path: site.path(ofPage: site.pageName(of: chapter)),
          content: try await page(at: index, of: report, identity: identity, with: templates)))
    }
    return contents
  }

  /// Returns the page of a chapter, with what its template shows around its text.
  private func page(
    at index: Int, of report: Report, identity: ReportIdentity, with templates: PageTemplates
  ) async throws -> KeptBytes {
    // Around the text, a page sees nothing of the other chapters but what names them. So it is made of no more than
    // its key tells.
    var surroundings = report
    surroundings.chapters = report.chapters.map(\.nameOnly)
    let key = try await store.key(
      of: "HTML page",
      from: Page(
        chapter: identity.chapters[index], index: index, surroundings: surroundings,
        templates: templates.digest, linksToPDF: linksToPDF))
    surroundings.chapters[index] = report.chapters[index]
    let (chapter, site) = (
      report.chapters[index], Site(report: surroundings, linksToPDF: linksToPDF)
    )
    let text = ChapterText(
      chapter: identity.chapters[index], report: report.kind, fileName: report.fileName,
      pages: report.chapters.map(\.slug))
    let body = try await store.content(of: "HTML", from: text) { [store] in
      var writer = PageWriter(
        words: chapter.words, figures: FigureDrawings(keptIn: store)
      ) { site.address(of: $0, from: chapter) }
      return Array(try await writer.html(for: chapter.whole()).markup.utf8)
    }
    return KeptBytes(key: key, noting: body.touch) {
      let body = try await body.bytes
      let page = site.page(
        at: index, body: body.isEmpty ? .empty : .markup(Self.bodyMark), with: templates)
      return Self.putting(body, into: templates.render(.page, page))
    }
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

  /// All that decides about a page.
  private struct Page: Encodable, Sendable {
    var chapter: String
    var index: Int
    var surroundings: Report
    var templates: String
    var linksToPDF: Bool
  }
}

extension ReportChapter {
  /// The chapter as other pages name it.
  fileprivate var nameOnly: ReportChapter {
    ReportChapter(
      number: head.number, title: head.title, subtitle: head.subtitle, authors: [],
      slug: head.slug, blocks: [], words: head.words)
  }
}
