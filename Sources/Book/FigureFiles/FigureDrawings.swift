import Caching
import CairoGraphics
import Graphics
import Plots

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
    var figure: Figure
    var look = Look.light
    var background: Color?
    var idPrefix = ""
    var scale = 1.0
  }

  /// Returns the figure as `Figure.svg` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func svg(
    of figure: Figure, look: Look = .light, background: Color? = nil, idPrefix: String = ""
  ) async throws -> String {
    let drawing = Drawing(
      figure: figure, look: look, background: background, idPrefix: idPrefix)
    let bytes = try await store.bytes(of: "SVG", from: drawing) {
      // A figure's own file shows the same drawing as a light page.
      if !idPrefix.isEmpty, look == .light, background == nil {
        let file = Array(try await svg(of: figure).utf8)
        return Array(prefixingIDs(ofSVG: file, with: idPrefix).utf8)
      }
      return Array(
        try await figure.svg(theme: look.theme, background: background, idPrefix: idPrefix).utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the figure as `Figure.pdf` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func pdf(of figure: Figure) async throws -> [UInt8] {
    try await store.bytes(of: "PDF", from: Drawing(figure: figure)) { try await figure.pdf() }
  }

  /// Returns the figure as `Figure.png` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func png(
    of figure: Figure, look: Look = .light, background: Color? = .white, scale: Double = 2
  ) async throws -> [UInt8] {
    let drawing = Drawing(figure: figure, look: look, background: background, scale: scale)
    return try await store.bytes(of: "PNG", from: drawing) {
      try await figure.png(theme: look.theme, background: background, scale: scale)
    }
  }
}
