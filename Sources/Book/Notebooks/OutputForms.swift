import CellOutputs
import Chapters
import FigureFiles
import Foundation
import Reports

/// What a cell handed over in every form in which a notebook may show it, by media type.
package struct OutputForms: Sendable {
  private let drawings: FigureDrawings

  package init(drawings: FigureDrawings = FigureDrawings()) {
    self.drawings = drawings
  }

  /// Returns the forms of an output; `nil` for printed text, which belongs to a stream.
  ///
  /// - Parameters:
  ///   - output: The output.
  ///   - options: What its cell says of the sizes of figures.
  ///   - altText: A figure's description, where it is not the figure's own.
  /// - Returns: The forms.
  /// - Throws: `CairoError` when a figure cannot be drawn.
  package func forms(
    of output: CellOutput, options: CellOptions = CellOptions(), altText: String? = nil
  ) async throws -> [String: String]? {
    switch output {
    case .printed: nil
    case .value(let text): ["text/plain": text]
    case .markdown(let text): Self.markdown(text)
    case .table(let table): ["text/html": table.html, "text/plain": table.plainText]
    case .figure(let figure):
      try await forms(
        of: DigestedFigure(figure.sized(by: options)), altText: altText ?? figure.description,
        pngScale: ReportFigure.Part.pngScale(dpi: options.figureDPI))
    }
  }

  /// Returns a figure as SVG and PNG, and its description as the plain text.
  ///
  /// - Parameters:
  ///   - figure: The figure.
  ///   - altText: Its description.
  ///   - pngScale: Pixels for each of the figure's points, 1/96 of an inch.
  /// - Returns: The forms; bytes in base 64.
  /// - Throws: `CairoError` when it cannot be drawn.
  func forms(
    of figure: DigestedFigure, altText: String, pngScale: Double
  ) async throws -> [String: String] {
    [
      "text/plain": altText,
      "image/png": Data(try await drawings.png(of: figure, scale: pngScale)).base64EncodedString(),
      // White behind it: a dark notebook would swallow the axes.
      "image/svg+xml": try await drawings.svg(of: figure, background: .white),
    ]
  }

  /// Text that is one formula and nothing else is LaTeX as well.
  private static func markdown(_ text: String) -> [String: String] {
    var forms = ["text/markdown": text, "text/plain": text]
    let formula = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if formula.count > 4, formula.hasPrefix("$$"), formula.hasSuffix("$$"),
      !formula.dropFirst(2).dropLast(2).contains("$$")
    {
      forms["text/latex"] = formula
    }
    return forms
  }
}
