import Caching
import CairoGraphics
import Graphics
import Plots
import Reports

/// Figures as picture files, each of which is drawn once and kept.
package struct FigureDrawings: Sendable {
  /// The themes of pages, which a program knows by their names.
  package enum Look: String, Encodable, Sendable {
    case light, dark

    fileprivate var theme: Theme {
      switch self {
      case .light: .light
      case .dark: .dark
      }
    }
  }

  private let store: RenderStore

  package init(keptIn store: RenderStore = .none) {
    self.store = store
  }

  /// All that decides about a drawing, beside the program and its fonts.
  private struct Drawing: Encodable, Sendable {
    var figure: String
    var look = Look.light
    var background: Color?
    var scale = 1.0
  }

  /// Returns the figure as `Figure.svg` draws it.
  package func svg(
    of figure: DigestedFigure, look: Look = .light, background: Color? = nil, idPrefix: String = ""
  ) async throws -> String {
    // A page shows the same drawing as a figure's own file, under other names; so does a notebook, on white.
    if let background {
      let clear = try await svg(of: figure, look: look, idPrefix: idPrefix)
      return painting(background, behindSVG: clear)
    }
    if !idPrefix.isEmpty {
      let file = try await svg(of: figure, look: look)
      return prefixingIDs(ofSVG: Array(file.utf8), with: idPrefix)
    }
    return String(decoding: try await svgFile(of: figure, look: look).bytes, as: UTF8.self)
  }

  /// Returns the figure as `Figure.svg` draws it without background and prefix.
  package func svgFile(
    of figure: DigestedFigure, look: Look = .light
  ) async throws -> KeptBytes {
    let drawing = Drawing(figure: try figure.digest, look: look)
    return try await store.content(of: "SVG", from: drawing) {
      Array(await figure.figure.svg(theme: look.theme).utf8)
    }
  }

  /// Returns the figure as `Figure.pdf` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func pdf(of figure: DigestedFigure) async throws -> KeptBytes {
    try await store.content(of: "PDF", from: Drawing(figure: try figure.digest)) {
      try await figure.figure.pdf()
    }
  }

  /// Returns the figure as `Figure.png` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func png(
    of figure: DigestedFigure, look: Look = .light, background: Color? = .white, scale: Double = 2
  ) async throws -> [UInt8] {
    try await pngFile(of: figure, look: look, background: background, scale: scale).bytes
  }

  /// The same, to be asked for by whoever needs it.
  package func pngFile(
    of figure: DigestedFigure, look: Look = .light, background: Color? = .white, scale: Double = 2
  ) async throws -> KeptBytes {
    let drawing = Drawing(
      figure: try figure.digest, look: look, background: background, scale: scale)
    return try await store.content(of: "PNG", from: drawing) {
      try await figure.figure.png(theme: look.theme, background: background, scale: scale)
    }
  }
}
