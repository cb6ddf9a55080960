import Caching
import CairoGraphics
import Graphics
import Plots

/// A figure, and what it is known by: to digest all its numbers takes longer than to look up a drawing.
package struct DigestedFigure: Sendable {
  package let figure: Figure
  /// Of all that the figure shows.
  package let digest: String

  package init(_ figure: Figure) throws {
    self.figure = figure
    digest = try RenderStore.digest(of: figure)
  }
}

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
    let bytes = try await store.bytes(of: "SVG", from: Drawing(figure: figure.digest, look: look)) {
      Array(await figure.figure.svg(theme: look.theme).utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the figure as `Figure.pdf` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func pdf(of figure: DigestedFigure) async throws -> [UInt8] {
    try await store.bytes(of: "PDF", from: Drawing(figure: figure.digest)) {
      try await figure.figure.pdf()
    }
  }

  /// Returns the figure as `Figure.png` draws it.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func png(
    of figure: DigestedFigure, look: Look = .light, background: Color? = .white, scale: Double = 2
  ) async throws -> [UInt8] {
    let drawing = Drawing(figure: figure.digest, look: look, background: background, scale: scale)
    return try await store.bytes(of: "PNG", from: drawing) {
      try await figure.figure.png(theme: look.theme, background: background, scale: scale)
    }
  }
}
