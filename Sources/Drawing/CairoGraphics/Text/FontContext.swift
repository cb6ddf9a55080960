import CPangoCairo
import DrawingThreads
import Graphics

/// Pango's view of the installed fonts, set so that a text has one width in every format.
///
/// Hinting moves outlines and advances onto the pixels of one resolution; it is off here, and glyph
/// positions are not rounded, so that SVG, PDF and PNG agree to the last digit. Sizes are absolute:
/// one unit is one point whatever the screen.
@DrawingActor
final class FontContext {
  static let shared = FontContext()

  let fontMap: UnsafeMutablePointer<PangoFontMap>?
  let pango: OpaquePointer
  let options: OpaquePointer

  /// Fonts are found through Fontconfig on every platform.
  private init() {
    fontMap = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)
    pango = pango_font_map_create_context(fontMap)
    options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    pango_cairo_context_set_font_options(pango, options)
    pango_cairo_context_set_resolution(pango, 72)
    pango_context_set_round_glyph_positions(pango, 0)
    pango_context_set_language(pango, pango_language_from_string("en"))
  }

  /// Calls `body` with Pango's description of `style`.
  func withDescription<Result>(
    family: String, size: Double, weight: PangoWeight = PANGO_WEIGHT_NORMAL,
    isItalic: Bool = false, _ body: (OpaquePointer?) -> Result
  ) -> Result {
    let description = pango_font_description_new()
    defer { pango_font_description_free(description) }
    pango_font_description_set_family(description, family)
    pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
    pango_font_description_set_weight(description, weight)
    pango_font_description_set_style(
      description, isItalic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
    return body(description)
  }

  /// Calls `body` with `text` set on one line.
  func withLine<Result>(
    _ text: String, style: TextStyle,
    _ body: (_ layout: OpaquePointer?, _ line: UnsafeMutablePointer<PangoLayoutLine>?) -> Result
  ) -> Result {
    let line = line(of: text, style: style)
    // What `body` sets may push this line out.
    return withExtendedLifetime(line) {
      body(line.layout, pango_layout_get_line_readonly(line.layout, 0))
    }
  }

  /// Returns the room that a single line takes.
  func extent(of text: String, style: TextStyle) -> TextExtent {
    line(of: text, style: style).extent
  }

  // MARK: Lines that were set before

  /// All that decides how a line is set; its colour does not.
  private struct LineKey: Hashable {
    var text: String
    var family: String
    var size: Double
    var weight: TextStyle.Weight
    var isItalic: Bool
  }

  /// A text as Pango has set it on one line.
  private final class SetLine {
    let layout: OpaquePointer?
    let extent: TextExtent

    init(_ layout: OpaquePointer?) {
      self.layout = layout
      var logical = PangoRectangle()
      pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), nil, &logical)
      extent = TextExtent(
        width: points(logical.width), ascent: points(-logical.y),
        descent: points(logical.height + logical.y))
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }
  }

  /// A figure measures its words several times and is drawn for several formats and themes.
  private var lines: [LineKey: SetLine] = [:]
  /// About ten megabytes of Pango's.
  private static let mostLines = 4096

  private func line(of text: String, style: TextStyle) -> SetLine {
    let key = LineKey(
      text: text, family: style.family, size: style.size, weight: style.weight,
      isItalic: style.isItalic)
    if let known = lines[key] { return known }
    let layout = pango_layout_new(pango)
    pango_layout_set_single_paragraph_mode(layout, 1)
    withDescription(
      family: style.family, size: style.size,
      weight: style.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
      isItalic: style.isItalic
    ) { pango_layout_set_font_description(layout, $0) }
    pango_layout_set_text(layout, text, -1)
    let line = SetLine(layout)
    if lines.count >= Self.mostLines { lines = [:] }
    lines[key] = line
    return line
  }
}

/// Converts a length in Pango's units to points.
func points(_ pangoUnits: Int32) -> Double { Double(pangoUnits) / Double(PANGO_SCALE) }

/// Converts a length in points to Pango's units.
func pangoUnits(_ points: Double) -> Int32 { Int32((points * Double(PANGO_SCALE)).rounded()) }
