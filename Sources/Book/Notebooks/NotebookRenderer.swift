import Caching
import FigureFiles
import Foundation
import Reports

/// Turns each chapter of a report into a Jupyter notebook with its outputs in place.
///
/// A book's notebooks are `notebooks/<chapter>.ipynb`; a document's is `<name>.ipynb`.
package struct NotebookRenderer: ReportRenderer {
  private let store: RenderStore

  package init(keepingIn store: RenderStore = .none) {
    self.store = store
  }

  /// Returns the notebooks of the report.
  ///
  /// - Throws: `CairoError` when a figure cannot be drawn.
  package func contents(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedContent] {
    var contents: [RenderedContent] = []
    for (chapter, digest) in zip(report.chapters, identity.chapters) {
      let content = try await store.content(of: "notebook", from: digest) { [store] in
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var writer = NotebookWriter(
          slug: chapter.slug, words: chapter.words, drawings: FigureDrawings(keptIn: store))
        return Array(try encoder.encode(try await writer.notebook(of: chapter.whole()))) + [0x0A]
      }
      contents.append(RenderedContent(path: path(of: chapter, in: report), content: content))
    }
    return contents
  }

  private func path(of chapter: ReportChapter, in report: Report) -> String {
    switch report.kind {
    case .book: "notebooks/\(chapter.slug).ipynb"
    case .document: "\(report.chapters.count == 1 ? report.fileName : chapter.slug).ipynb"
    }
  }
}
