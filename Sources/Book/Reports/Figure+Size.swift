import Chapters
import Plots

extension Figure {
  /// The width in inches of a figure whose author asked for none, as Quarto has it for pages.
  private static let defaultWidth = 7.0

  /// The figure in the size that its cell's options ask for; what they leave open is the figure's own.
  package func sized(by options: CellOptions) -> Figure {
    var figure = self
    figure.width = options.figureWidth ?? width
    figure.height = options.figureHeight ?? height
    if let aspect = options.figureAspect, options.figureHeight == nil {
      figure.height = aspect * (figure.width ?? Self.defaultWidth)
    }
    return figure
  }
}
