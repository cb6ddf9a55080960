import CairoGraphics
import DrawingThreads
import Graphics

/// A piece of the column of text that no page break divides: a line, a table's row, a figure.
package final class FlowBox {
  /// In points.
  package var height: Double
  /// The space above, in points; dropped at the top of a page.
  package var glueAbove = 0.0
  /// The space below, in points, whatever comes next: under a figure that stands on top of a page.
  package var glueBelow = 0.0
  /// Whether it is the first of its page.
  package var startsPage = false
  /// Whether no page may end below this box.
  package var staysWithNext = false
  /// How much white space at the foot, in points, is better than to end a page below this box.
  package var penalty = 0.0
  /// Whether text from below may be set before this box when it does not fit on the page; boxes of
  /// one figure or table stay together.
  package var mayFloat = false
  /// Set again on top of the next page when the box is the first there: a table's header.
  package var continuation: FlowBox?
  /// The notes that must stand at the foot of the box's page.
  package var notes: [Int] = []
  /// The heading that the running head shows from here on.
  package var section: String?
  /// The names of the places that links lead to.
  var destinations: [String] = []
  let element: StructureElement
  /// What stands beside the box, such as the number of a list's item.
  var label: Label?
  /// Draws the box with its top at a point whose x is the left edge of the text.
  let draw: @DrawingActor (CairoCanvas, Point) -> Void

  package init(
    height: Double, element: StructureElement,
    draw: @escaping @DrawingActor (CairoCanvas, Point) -> Void
  ) {
    self.height = height
    self.element = element
    self.draw = draw
  }
}

extension FlowBox {
  /// The number or bullet of a list's item, or of a note.
  struct Label {
    /// The element of the structure that it belongs to, and whose content it precedes.
    var element: StructureElement
    /// Draws the label; the point is the box's.
    var draw: @DrawingActor (CairoCanvas, Point) -> Void
  }
}
