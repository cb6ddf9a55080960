import CairoGraphics
import DrawingThreads
import Graphics
import Plots

/// A figure as the bytes of a picture file: the one place where a plot model meets Cairo.
///
/// Figures have no background of their own. On a page the paper shows through; a file that may be
/// opened anywhere is given one.
extension Figure {
  /// The width in points of a figure whose author asked for none: 7 inches, the width of the text
  /// of a page on screen.
  package static let defaultWidth = 504.0

  /// Returns the figure as an SVG document with its text as outlines.
  ///
  /// - Parameters:
  ///   - theme: Light or dark.
  ///   - background: Painted behind the figure; `nil` leaves it clear.
  ///   - idPrefix: Put before each id, so that several drawings can stand in one HTML page.
  /// - Returns: The document's text.
  package func svg(
    theme: Theme = .light, background: Color? = nil, idPrefix: String = ""
  ) async -> String {
    // The drawing thread, which is one, only draws.
    let drawn = await DrawingActor.run {
      drawnSVG(size: fileSize) { draw(on: $0, theme: theme) }
    }
    let text = drawn.text(idPrefix: idPrefix)
    return background.map { painting($0, behindSVG: text) } ?? text
  }

  /// Returns the figure as a PDF of one page.
  ///
  /// - Throws: `CairoError` when Cairo reports a failure.
  @DrawingActor
  package func pdf(theme: Theme = .light) throws -> [UInt8] {
    try drawPDF(size: fileSize) { draw(on: $0, theme: theme) }
  }

  /// Returns the figure as a PNG picture.
  ///
  /// - Parameters:
  ///   - theme: Light or dark.
  ///   - background: Painted behind the figure, since many viewers show a clear picture on black;
  ///     `nil` leaves it clear.
  ///   - scale: Pixels per CSS pixel (1/96 inch); 2 is sharp on most screens.
  /// - Returns: The file's bytes.
  /// - Throws: `CairoError` when Cairo reports a failure.
  package func png(
    theme: Theme = .light, background: Color? = .white, scale: Double = 2
  ) async throws -> [UInt8] {
    let drawn = try await DrawingActor.run {
      try drawnPixels(size: fileSize, scale: scale * 96 / 72, background: background) {
        draw(on: $0, theme: theme)
      }
    }
    return drawn.png()
  }

  private var fileSize: Size { size(defaultWidth: Self.defaultWidth) }

  @DrawingActor
  private func draw(on canvas: any Canvas, theme: Theme) {
    let frame = Rect(x: 0, y: 0, width: fileSize.width, height: fileSize.height)
    draw(on: canvas, in: frame, theme: theme)
  }
}
