import CHarfBuzz
import DrawingThreads

/// A font file that cannot be used for mathematics.
package enum MathFontError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(path: String)
  case noMathTable(path: String)

  package var description: String {
    switch self {
    case .unreadable(let path):
      "\(path): cannot be read as a font. Check that the file exists and is an OpenType font."
    case .noMathTable(let path):
      "\(path): the font has no MATH table, and cannot set formulas. "
        + "Choose a mathematical font, such as TeX Gyre Pagella Math."
    }
  }
}

/// An OpenType font with a MATH table, read by HarfBuzz.
///
/// - SeeAlso: *OpenType specification* 1.9, "MATH – The mathematical typesetting table".
@DrawingActor
package final class HarfBuzzMathFont: @DrawingActor MathFont {
  private let font: OpaquePointer
  private let unitsPerEm: Double
  private let constants: [Double]
  package let family: String

  /// Opens the font in the file at `path`.
  ///
  /// - Parameters:
  ///   - path: An OpenType file with one font.
  ///   - family: The name under which a canvas finds the same font.
  /// - Throws: `MathFontError` when the file is no font or has no MATH table.
  package init(path: String, family: String) throws(MathFontError) {
    guard let blob = hb_blob_create_from_file_or_fail(path) else {
      throw .unreadable(path: path)
    }
    defer { hb_blob_destroy(blob) }
    guard let face = hb_face_create(blob, 0), hb_face_get_glyph_count(face) > 0 else {
      throw .unreadable(path: path)
    }
    defer { hb_face_destroy(face) }
    guard hb_ot_math_has_data(face) != 0 else { throw .noMathTable(path: path) }
    guard let font = hb_font_create(face) else { throw .unreadable(path: path) }
    let units = Double(hb_face_get_upem(face))
    hb_font_make_immutable(font)
    self.font = font
    self.family = family
    unitsPerEm = units
    constants = MathConstant.allCases.map { constant in
      let value = hb_ot_math_get_constant(font, hb_ot_math_constant_t(rawValue: constant.rawValue))
      return Double(value) / (constant.isPercentage ? 100 : units)
    }
  }

  isolated deinit { hb_font_destroy(font) }

  package func constant(_ constant: MathConstant) -> Double { constants[Int(constant.rawValue)] }

  package func glyph(for character: Unicode.Scalar, level: MathStyle.Level) -> UInt32? {
    var glyph: hb_codepoint_t = 0
    guard hb_font_get_nominal_glyph(font, character.value, &glyph) != 0 else { return nil }
    let scriptLevel = UInt32(max(0, level.rawValue - 1))
    guard scriptLevel > 0 else { return glyph }
    return shaped(String(Character(character)), scriptLevel: scriptLevel).first?.id ?? glyph
  }

  package func metrics(of glyph: UInt32) -> GlyphMetrics {
    var extents = hb_glyph_extents_t()
    _ = hb_font_get_glyph_extents(font, glyph, &extents)
    return GlyphMetrics(
      advance: em(hb_font_get_glyph_h_advance(font, glyph)),
      ascent: em(extents.y_bearing),
      descent: -em(extents.y_bearing + extents.height),
      italicCorrection: em(hb_ot_math_get_glyph_italics_correction(font, glyph)),
      accentPosition: em(hb_ot_math_get_glyph_top_accent_attachment(font, glyph)))
  }

  package func shape(_ text: String) -> [ShapedGlyph] { shaped(text, scriptLevel: 0) }

  package func variants(of glyph: UInt32, along direction: StretchDirection) -> [GlyphVariant] {
    var found: [hb_ot_math_glyph_variant_t] = []
    var count: UInt32 = 0
    let total = hb_ot_math_get_glyph_variants(font, glyph, code(direction), 0, &count, nil)
    found = Array(repeating: hb_ot_math_glyph_variant_t(), count: Int(total))
    count = total
    _ = hb_ot_math_get_glyph_variants(font, glyph, code(direction), 0, &count, &found)
    return found.map { GlyphVariant(id: $0.glyph, extent: em($0.advance)) }
  }

  package func parts(of glyph: UInt32, along direction: StretchDirection) -> [GlyphPart] {
    var count: UInt32 = 0
    let total = hb_ot_math_get_glyph_assembly(font, glyph, code(direction), 0, &count, nil, nil)
    var found = Array(repeating: hb_ot_math_glyph_part_t(), count: Int(total))
    count = total
    _ = hb_ot_math_get_glyph_assembly(font, glyph, code(direction), 0, &count, &found, nil)
    return found.map {
      GlyphPart(
        id: $0.glyph, extent: em($0.full_advance),
        startConnector: em($0.start_connector_length), endConnector: em($0.end_connector_length),
        isExtender: $0.flags == HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER)
    }
  }

  package func minimumOverlap(along direction: StretchDirection) -> Double {
    em(hb_ot_math_get_min_connector_overlap(font, code(direction)))
  }

  package func kern(of glyph: UInt32, at corner: GlyphCorner, height: Double) -> Double {
    let kind =
      switch corner {
      case .topRight: HB_OT_MATH_KERN_TOP_RIGHT
      case .topLeft: HB_OT_MATH_KERN_TOP_LEFT
      case .bottomRight: HB_OT_MATH_KERN_BOTTOM_RIGHT
      case .bottomLeft: HB_OT_MATH_KERN_BOTTOM_LEFT
      }
    let units = hb_position_t((height * unitsPerEm).rounded())
    return em(hb_ot_math_get_glyph_kerning(font, glyph, kind, units))
  }

  private func shaped(_ text: String, scriptLevel: UInt32) -> [ShapedGlyph] {
    let scalars = text.unicodeScalars.map(\.value)
    guard let buffer = hb_buffer_create() else { return [] }
    defer { hb_buffer_destroy(buffer) }
    hb_buffer_add_utf32(buffer, scalars, Int32(scalars.count), 0, Int32(scalars.count))
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR)
    hb_buffer_set_script(buffer, scriptLevel > 0 ? HB_SCRIPT_MATH : HB_SCRIPT_LATIN)
    if scriptLevel > 0 {
      var feature = hb_feature_t(
        tag: Self.scriptStyleFeature, value: scriptLevel, start: 0, end: UInt32.max)
      hb_shape(font, buffer, &feature, 1)
    } else {
      hb_shape(font, buffer, nil, 0)
    }
    var count: UInt32 = 0
    guard let infos = hb_buffer_get_glyph_infos(buffer, &count),
      let positions = hb_buffer_get_glyph_positions(buffer, &count)
    else { return [] }
    return (0..<Int(count)).map { index in
      ShapedGlyph(
        id: infos[index].codepoint, advance: em(positions[index].x_advance),
        scalar: Unicode.Scalar(scalars[Int(infos[index].cluster)]) ?? "\u{FFFD}")
    }
  }

  /// The tag `ssty`, as four bytes.
  private static let scriptStyleFeature: hb_tag_t = 0x7373_7479

  private func code(_ direction: StretchDirection) -> hb_direction_t {
    direction == .vertical ? HB_DIRECTION_TTB : HB_DIRECTION_LTR
  }

  /// HarfBuzz leaves a new font at one unit of scale per font unit.
  private func em(_ units: hb_position_t) -> Double { Double(units) / unitsPerEm }
}
