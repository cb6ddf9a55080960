import CairoGraphics
import DrawingThreads
import Graphics

/// A piece of the column of text that no page break divides: a line, a table's row, a figure.
package final class Slab {
  /// In points.
  package var height: Double
  /// The space above, in points; dropped at the top of a page.
  package var space = 0.0
  /// The space below, in points, whatever comes next: under a figure that stands on top of a page.
  package var spaceBelow = 0.0
  /// Whether no page may end below this slab.
  package var staysWithNext = false
  /// How much white space at the foot, in points, is better than to end a page below this slab.
  package var breakCost = 0.0
  /// Whether text from below may be set before this slab when it does not fit on the page; slabs of
  /// one figure or table stay together.
  package var mayFloat = false
  /// Set again on top of the next page when the slab is the first there: a table's header.
  package var continuation: Slab?
  /// The notes that must stand at the foot of the slab's page.
  package var notes: [Int] = []
  /// The heading that the running head shows from here on.
  package var section: String?
  /// The names of the places that links lead to.
  var destinations: [String] = []
  let scope: Scope
  /// What stands beside the slab, such as the number of a list's item.
  var label: Label?
  /// Draws the slab with its top at a point whose x is the left edge of the text.
  let draw: @DrawingActor (CairoCanvas, Point) -> Void

  package init(
    height: Double, scope: Scope, draw: @escaping @DrawingActor (CairoCanvas, Point) -> Void
  ) {
    self.height = height
    self.scope = scope
    self.draw = draw
  }
}

extension Slab {
  /// The number or bullet of a list's item, or of a note.
  struct Label {
    /// The element of the structure that it belongs to, and whose content it precedes.
    var scope: Scope
    /// Draws the label; the point is the slab's.
    var draw: @DrawingActor (CairoCanvas, Point) -> Void
  }
}

/// What slabs lie in: an element of the document's structure, a tinted box, or both.
package final class Scope {
  let parent: Scope?
  /// A structure type of PDF, such as `"P"` or `"L"`.
  let tag: String?
  /// The room inside the box, above its first and below its last slab on a page, in points.
  let padding: Double
  /// Draws the box behind the slabs that are on the page; the rectangle's x is the text's left edge.
  let background: (@DrawingActor (CairoCanvas, Rect) -> Void)?

  package init(
    in parent: Scope?, tag: String? = nil, padding: Double = 0,
    background: (@DrawingActor (CairoCanvas, Rect) -> Void)? = nil
  ) {
    self.parent = parent
    self.tag = tag
    self.padding = padding
    self.background = background
  }

  /// Whether it holds the lines of one listing.
  var isListing: Bool { tag == "Code" }

  /// The scopes from the outermost to this one.
  var path: [Scope] { (parent?.path ?? []) + [self] }
}

extension [Scope] {
  /// Returns the scopes that are left and entered on the way to `other`.
  func steps(to other: [Scope]) -> (closed: ArraySlice<Scope>, opened: ArraySlice<Scope>) {
    let shared = zip(self, other).prefix { $0 === $1 }.count
    return (self[shared...], other[shared...])
  }

  var padding: Double { reduce(0) { $0 + $1.padding } }
}

extension ArraySlice<Scope> {
  var padding: Double { reduce(0) { $0 + $1.padding } }
}
