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

  package func contents(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedContent] {
    var contents: [RenderedContent] = []
    for chapter in report.chapters {
      for part in chapter.figures.flatMap(\.parts) {
        contents += try await self.contents(for: part, in: chapter)
      }
    }
    return contents
  }

  private func contents(
    for part: ReportFigure.Part, in chapter: ReportChapter
  ) async throws -> [RenderedContent] {
    guard case .drawn(let drawn) = part.content else { return [] }
    let path = "figures/\(chapter.slug)/\(part.fileName)"
    return [
      RenderedContent(path: path + ".svg", content: try await drawings.svgFile(of: drawn)),
      RenderedContent(path: path + ".pdf", content: try await drawings.pdf(of: drawn)),
      RenderedContent(
        path: path + ".png", content: try await drawings.pngFile(of: drawn, scale: part.pngScale)),
    ]
  }
}

extension ReportFigure.Part {
  /// How many pixels of its PNG file stand for one CSS pixel.
  package var pngScale: Double { Self.pngScale(dpi: dpi) }

  /// How many pixels of a PNG file stand for one CSS pixel: two, unless its author chose so many for an inch.
  package static func pngScale(dpi: Double?) -> Double { dpi.map { $0 / 96 } ?? 2 }
}
