import Reports

/// Turns a report into web pages, each a single file that needs nothing else.
///
/// A book becomes `html/index.html` and `html/<chapter>.html`; a document becomes `<name>.html`. Style
/// sheet, script, drawings and formulas stand inside each page: it reads offline, without JavaScript,
/// and prints. How a page looks is written in the template folder.
package struct HTMLRenderer: ReportRenderer {
  private let templateFolder: String
  private let linksToPDF: Bool

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - templateFolder: The path of the folder with `page.mustache`, `index.mustache`, their partials,
  ///     `style.css` and `enhancements.js`. It is read anew for each report.
  ///   - linksToPDF: Whether pages offer the PDF beside them, which is then rendered too.
  package init(templateFolder: String, linksToPDF: Bool) {
    self.templateFolder = templateFolder
    self.linksToPDF = linksToPDF
  }

  /// Returns the pages of the report.
  ///
  /// - Throws: `Diagnostic` for a template that is missing or wrong; `CairoError` when a figure cannot
  ///   be drawn.
  package func files(for report: Report) async throws -> [RenderedFile] {
    let templates = try PageTemplates(folder: templateFolder, values: PageValues.names)
    let site = Site(report: report, linksToPDF: linksToPDF)
    var files: [RenderedFile] = []
    if report.kind == .book {
      let page = site.indexPage(with: templates)
      files.append(file(Site.indexName, of: site, templates.render(.index, page)))
    }
    for (index, chapter) in report.chapters.enumerated() {
      var writer = PageWriter(words: chapter.words) { site.address(of: $0, from: chapter) }
      let body = try await writer.html(for: chapter)
      let page = site.page(at: index, body: body, with: templates)
      files.append(file(site.pageName(of: chapter), of: site, templates.render(.page, page)))
    }
    return files
  }

  private func file(_ name: String, of site: Site, _ text: String) -> RenderedFile {
    RenderedFile(path: site.path(ofPage: name), bytes: Array(text.utf8))
  }
}
