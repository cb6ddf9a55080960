import DrawingThreads
import Graphics

/// A stretch of running text in one style.
package struct TextSpan {
  package enum Content {
    case text(String)
    /// Something drawn in the line, such as a formula.
    case box(InlineBox)
    /// The end of a line that the author asked for.
    case lineBreak
  }

  package var content: Content
  package var style: TextStyle
  /// How far the text stands above the baseline, in points.
  package var rise = 0.0
  package var isStruckThrough = false
  /// Whether a line may also break behind the points, brackets and slashes of the text: code, paths.
  package var breaksInside = false
  package var link: PDFLink?
  /// The colour of the text in a document that the link leads out of; `nil` for the style's.
  package var unlinkedColor: Color?
  /// The number of a note whose mark this is; see ``TypesetLine/notes``.
  package var note: Int?

  package init(_ content: Content, style: TextStyle) {
    self.content = content
    self.style = style
  }
}

/// Something with a size that stands among the words of a line.
package struct InlineBox {
  package var extent: TextExtent
  /// What a reader hears in place of the box; `nil` when the box before it said all.
  package var altText: String?
  /// Draws the box with the left end of its baseline at a point, in the colour of the text around it.
  package var draw: @DrawingActor (CairoCanvas, Point, Color) -> Void

  package init(
    extent: TextExtent, altText: String? = nil,
    draw: @escaping @DrawingActor (CairoCanvas, Point, Color) -> Void
  ) {
    self.extent = extent
    self.altText = altText
    self.draw = draw
  }
}

/// Where a click leads.
package enum PDFLink: Hashable, Sendable {
  case web(String)
  /// A place marked with ``CairoCanvas/markDestination(_:at:)``.
  case destination(String)
}
