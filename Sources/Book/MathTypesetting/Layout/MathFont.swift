/// A font that knows how to set mathematics.
///
/// All lengths are in em, fractions of the font's size; heights grow upwards.
package protocol MathFont {
  var family: String { get }

  /// Returns a length in em, or a fraction in `0...1` for percentages.
  func constant(_ constant: MathConstant) -> Double

  /// Returns the glyph of a character, `nil` when the font has none.
  ///
  /// - Parameters:
  ///   - character: A code point, with its alphabet applied.
  ///   - level: Fonts may draw a glyph of its own for scripts (OpenType feature `ssty`).
  /// - Returns: The glyph's number in the font.
  func glyph(for character: Unicode.Scalar, level: MathStyle.Level) -> UInt32?

  func metrics(of glyph: UInt32) -> GlyphMetrics

  /// Returns the glyphs of a line of text with their advances.
  func shape(_ text: String) -> [ShapedGlyph]

  /// Returns ready-made larger forms, from small to large.
  func variants(of glyph: UInt32, along direction: StretchDirection) -> [GlyphVariant]

  /// Returns the parts from which a form of any size is put together, bottom up or left to right;
  /// empty when there are none.
  func parts(of glyph: UInt32, along direction: StretchDirection) -> [GlyphPart]

  /// Returns by how much neighbouring parts overlap at least.
  func minimumOverlap(along direction: StretchDirection) -> Double

  /// Returns how far a script at `height` may move towards `glyph`, negative for closer.
  func kern(of glyph: UInt32, at corner: GlyphCorner, height: Double) -> Double
}

package enum StretchDirection: Hashable, Sendable { case horizontal, vertical }

package enum GlyphCorner: Hashable, Sendable { case topRight, topLeft, bottomRight, bottomLeft }

package struct GlyphMetrics: Hashable, Sendable {
  package var advance: Double
  package var ascent: Double
  package var descent: Double
  /// How far the glyph leans over its advance.
  package var italicCorrection: Double
  /// Where the middle of an accent goes, from the glyph's left.
  package var accentPosition: Double
}

package struct ShapedGlyph: Hashable, Sendable {
  package var id: UInt32
  package var advance: Double
  /// The character that it begins to draw.
  package var scalar: Unicode.Scalar
}

package struct GlyphVariant: Hashable, Sendable {
  package var id: UInt32
  /// The size along the direction asked for.
  package var extent: Double
}

package struct GlyphPart: Hashable, Sendable {
  package var id: UInt32
  package var extent: Double
  package var startConnector: Double
  package var endConnector: Double
  /// Whether the part may be repeated or left out.
  package var isExtender: Bool
}
