import Graphics

/// A part of a formula while it is being typeset.
///
/// In points around an origin at the left of the baseline; heights grow upwards here, as they do in
/// the rules of TeX, and are turned over when the box is finished.
struct Fragment {
  enum Ink {
    case glyph(UInt32, size: Double, x: Double, y: Double)
    /// Named by its lower left corner.
    case rule(x: Double, y: Double, width: Double, height: Double)
  }

  var width = 0.0
  var ascent = 0.0
  var descent = 0.0
  /// Room for the lean of the last glyph, already counted in `width`.
  var italicCorrection = 0.0
  /// Where an accent goes; the middle when `nil`.
  var accentPosition: Double?
  /// The glyph and its size when the fragment is a single character, for kerning its scripts.
  var character: (glyph: UInt32, size: Double)?
  private(set) var ink: [Ink] = []

  var height: Double { ascent + descent }

  /// Adds a glyph with its origin at `x`, `y`.
  mutating func add(glyph: UInt32, size: Double, x: Double = 0, y: Double = 0) {
    ink.append(.glyph(glyph, size: size, x: x, y: y))
  }

  mutating func addRule(x: Double, y: Double, width: Double, height: Double) {
    ink.append(.rule(x: x, y: y, width: width, height: height))
  }

  /// Adds `other` with its origin at `x`, `y`, and grows in height to hold it.
  mutating func add(_ other: Fragment, x: Double, y: Double = 0) {
    ascent = max(ascent, other.ascent + y)
    descent = max(descent, other.descent - y)
    for piece in other.ink {
      switch piece {
      case .glyph(let glyph, let size, let left, let bottom):
        ink.append(.glyph(glyph, size: size, x: left + x, y: bottom + y))
      case .rule(let left, let bottom, let width, let height):
        ink.append(.rule(x: left + x, y: bottom + y, width: width, height: height))
      }
    }
  }

  /// Adds `other` at the right end.
  mutating func append(_ other: Fragment) {
    add(other, x: width)
    width += other.width
  }

  mutating func removeInk() { ink = [] }

  /// Returns the finished box; neighbouring glyphs of one size form one run.
  func box(family: String, missing: [Unicode.Scalar]) -> MathBox {
    var elements: [MathBox.Element] = []
    var run: (size: Double, origin: Point, glyphs: [GlyphRun.Glyph])?
    func finishRun() {
      guard let run else { return }
      elements.append(
        .glyphs(GlyphRun(family: family, size: run.size, glyphs: run.glyphs), at: run.origin))
    }
    for piece in ink {
      switch piece {
      case .glyph(let id, let size, let x, let y):
        if run?.size != size {
          finishRun()
          run = (size, Point(x: x, y: -y), [])
        }
        let origin = run?.origin ?? .zero
        run?.glyphs.append(.init(id: id, position: Point(x: x - origin.x, y: -y - origin.y)))
      case .rule(let x, let y, let width, let height):
        elements.append(.rule(Rect(x: x, y: -y - height, width: width, height: height)))
      }
    }
    finishRun()
    return MathBox(
      width: width, ascent: ascent, descent: descent, elements: elements, missingScalars: missing)
  }
}
