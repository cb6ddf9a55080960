import Graphics

/// A typeset formula: glyphs and rules around an origin at the left end of the baseline.
///
/// Lengths are points; x grows to the right and y downwards, so that ink above the baseline has a
/// negative y.
package struct MathBox: Hashable, Sendable {
  package enum Element: Hashable, Sendable {
    case glyphs(GlyphRun, at: Point)
    case rule(Rect)
  }

  package var width: Double
  /// From the baseline up.
  package var ascent: Double
  /// From the baseline down.
  package var descent: Double
  /// How much of the width is space that may be dropped at the end of a line.
  package var trailingSpace = 0.0
  package var elements: [Element]
  /// Characters that the font lacks.
  package var missingScalars: [Unicode.Scalar] = []

  /// Draws the box with its origin at `origin`.
  package func draw(on canvas: any Canvas, at origin: Point, color: Color) {
    for element in elements {
      switch element {
      case .glyphs(let run, let offset):
        let place = Point(x: origin.x + offset.x, y: origin.y + offset.y)
        canvas.draw(run, at: place, color: color)
      case .rule(let rect):
        let place = Rect(
          x: origin.x + rect.x, y: origin.y + rect.y, width: rect.width, height: rect.height)
        canvas.fill(.rectangle(place), with: color)
      }
    }
  }

  /// Returns the box enlarged or reduced, for a formula wider than its column.
  package func scaled(by factor: Double) -> MathBox {
    var box = self
    box.width *= factor
    box.ascent *= factor
    box.descent *= factor
    box.trailingSpace *= factor
    box.elements = elements.map { element in
      switch element {
      case .glyphs(var run, let offset):
        run.size *= factor
        run.glyphs = run.glyphs.map {
          .init(id: $0.id, position: Point(x: $0.position.x * factor, y: $0.position.y * factor))
        }
        return .glyphs(run, at: Point(x: offset.x * factor, y: offset.y * factor))
      case .rule(let rect):
        return .rule(
          Rect(
            x: rect.x * factor, y: rect.y * factor, width: rect.width * factor,
            height: rect.height * factor))
      }
    }
    return box
  }
}
