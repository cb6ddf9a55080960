import CairoGraphics
import DrawingThreads
import Graphics

/// What boxes lie in: an element of the document's structure, a tinted box, or both.
package final class StructureElement {
  let parent: StructureElement?
  /// A structure type of PDF, such as `"P"` or `"L"`.
  let tag: String?
  /// The room inside the box, above its first and below its last box on a page, in points.
  let padding: Double
  /// Draws the box behind the boxes that are on the page; the rectangle's x is the text's left edge.
  let background: (@DrawingActor (CairoCanvas, Rect) -> Void)?

  package init(
    in parent: StructureElement?, tag: String? = nil, padding: Double = 0,
    background: (@DrawingActor (CairoCanvas, Rect) -> Void)? = nil
  ) {
    self.parent = parent
    self.tag = tag
    self.padding = padding
    self.background = background
  }

  /// Whether it holds the lines of one listing.
  var isListing: Bool { tag == "Code" }

  /// The elements from the outermost to this one.
  var path: [StructureElement] { (parent?.path ?? []) + [self] }
}

extension [StructureElement] {
  /// Returns the elements that are left and entered on the way to `other`.
  func steps(to other: [StructureElement]) -> (
    closed: ArraySlice<StructureElement>, opened: ArraySlice<StructureElement>
  ) {
    let shared = zip(self, other).prefix { $0 === $1 }.count
    return (self[shared...], other[shared...])
  }

  var padding: Double { reduce(0) { $0 + $1.padding } }
}

extension ArraySlice<StructureElement> {
  var padding: Double { reduce(0) { $0 + $1.padding } }
}
