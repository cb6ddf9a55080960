import Plots
import Reports

/// Writes each drawn figure of a report as files of its own, for slides and papers.
///
/// A figure lands in `figures/<chapter>/<name>` as `.svg`, `.pdf` and `.png` (two pixels per CSS
/// pixel), drawn for light paper. Pictures that were files already are left where they are.
package struct FigureFileRenderer: ReportRenderer {
  package init() {}

  package func files(for report: Report) throws -> [RenderedFile] {
    try report.chapters.flatMap { chapter in
      try chapter.figures.flatMap { figure in
        try figure.parts.flatMap { try files(for: $0, in: chapter) }
      }
    }
  }

  private func files(
    for part: ReportFigure.Part, in chapter: ReportChapter
  ) throws -> [RenderedFile] {
    guard case .plot(let figure) = part.content else { return [] }
    let path = "figures/\(chapter.slug)/\(part.fileName)"
    return [
      RenderedFile(path: path + ".svg", bytes: Array(try figure.svg().utf8)),
      RenderedFile(path: path + ".pdf", bytes: try figure.pdf()),
      RenderedFile(path: path + ".png", bytes: try figure.png()),
    ]
  }
}
