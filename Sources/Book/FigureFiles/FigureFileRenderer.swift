import Caching
import Plots
import Reports

/// Writes each drawn figure of a report as files of its own, for slides and papers.
///
/// A figure lands in `figures/<chapter>/<name>` as `.svg`, `.pdf` and `.png` (two pixels per CSS
/// pixel), drawn for light paper. Pictures that were files already are left where they are.
package struct FigureFileRenderer: ReportRenderer {
  private let store: RenderStore
  private let drawings: FigureDrawings

  package init(keepingIn store: RenderStore = .none) {
    self.store = store
    drawings = FigureDrawings(keptIn: store)
  }

  package func contents(
    for report: Report, identity: ReportIdentity
  ) async throws -> [RenderedContent] {
    var contents: [RenderedContent] = []
    for (chapter, digest) in zip(report.chapters, identity.chapters) {
      contents += try await self.contents(for: chapter, digest: digest)
    }
    return contents
  }

  /// A file of a figure, and the key of its content.
  private struct Listed: Codable, Sendable {
    var path: String
    var key: String?
  }

  /// Returns the files of a chapter's figures.
  ///
  /// Which there are is kept, so that of a chapter that has not changed nothing else needs to be known.
  private func contents(
    for chapter: ReportChapter, digest: String
  ) async throws -> [RenderedContent] {
    if chapter.isWhole {
      let contents = try await contents(of: chapter)
      _ = try await listed(digest) { contents }
      return contents
    }
    let listed = try await listed(digest) { try await contents(of: chapter.whole()) }
    return listed.enumerated().map { index, file in
      let content = KeptBytes(key: file.key, noting: { file.key.map(store.touch) }) {
        try await contents(of: chapter.whole())[index].content.bytes
      }
      return RenderedContent(path: file.path, content: content)
    }
  }

  private func listed(
    _ digest: String, _ contents: () async throws -> [RenderedContent]
  ) async throws -> [Listed] {
    try await store.value(of: "figure files", from: digest) {
      try await contents().map { Listed(path: $0.path, key: $0.content.key) }
    }
  }

  private func contents(of chapter: ReportChapter) async throws -> [RenderedContent] {
    var contents: [RenderedContent] = []
    for part in chapter.figures.flatMap(\.parts) {
      contents += try await self.contents(for: part, in: chapter)
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
