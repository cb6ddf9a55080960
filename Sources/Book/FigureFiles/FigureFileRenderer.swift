import Plots
import Reports

/// Writes each drawn figure of a report as files of its own, for slides and papers.
///
/// A figure lands in `figures/<chapter>/<name>` as `.svg`, `.pdf` and `.png` (two pixels per CSS
/// pixel), drawn for light paper. Pictures that were files already are left where they are.
package struct FigureFileRenderer: ReportRenderer {
  private let drawings: FigureDrawings

  package init(drawings: FigureDrawings = FigureDrawings()) {
    self.drawings = drawings
  }

  package func files(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedFile] {
    var files: [RenderedFile] = []
    for chapter in report.chapters {
      for part in chapter.figures.flatMap(\.parts) {
        files += try await self.files(for: part, in: chapter)
      }
    }
    return files
  }

  private func files(
    for part: ReportFigure.Part, in chapter: ReportChapter
  ) async throws -> [RenderedFile] {
    guard case .plot(let figure) = part.content else { return [] }
    let drawn = try DigestedFigure(figure)
    let path = "figures/\(chapter.slug)/\(part.fileName)"
    return [
      RenderedFile(path: path + ".svg", bytes: Array(try await drawings.svg(of: drawn).utf8)),
      RenderedFile(path: path + ".pdf", bytes: try await drawings.pdf(of: drawn)),
      RenderedFile(
        path: path + ".png", bytes: try await drawings.png(of: drawn, scale: part.pngScale)),
    ]
  }
}

extension ReportFigure.Part {
  /// How many pixels of its PNG file stand for one CSS pixel: two, unless its author chose a resolution.
  package var pngScale: Double { dpi.map { $0 / 96 } ?? 2 }
}
