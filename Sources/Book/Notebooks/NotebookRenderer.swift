import Foundation
import Reports

/// Turns each chapter of a report into a Jupyter notebook with its outputs in place.
///
/// A book's notebooks are `notebooks/<chapter>.ipynb`; a document's is `<name>.ipynb`.
package struct NotebookRenderer: ReportRenderer {
  package init() {}

  /// Returns the notebooks of the report.
  ///
  /// - Throws: `CairoError` when a figure cannot be drawn.
  package func files(for report: Report) async throws -> [RenderedFile] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var files: [RenderedFile] = []
    for chapter in report.chapters {
      var writer = NotebookWriter(slug: chapter.slug, words: chapter.words)
      let json = try encoder.encode(try await writer.notebook(of: chapter))
      files.append(
        RenderedFile(path: path(of: chapter, in: report), bytes: Array(json) + [0x0A]))
    }
    return files
  }

  private func path(of chapter: ReportChapter, in report: Report) -> String {
    switch report.kind {
    case .book: "notebooks/\(chapter.slug).ipynb"
    case .document: "\(report.chapters.count == 1 ? report.fileName : chapter.slug).ipynb"
    }
  }
}
