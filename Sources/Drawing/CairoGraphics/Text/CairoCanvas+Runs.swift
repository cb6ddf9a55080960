import CPangoCairo
import Graphics

extension CairoCanvas {
  /// Draws one shaped run with its left end on the baseline at `origin`.
  func draw(
    _ item: PangoItem, _ glyphs: PangoGlyphString, of shaped: ShapedText, color: Color,
    at origin: Point
  ) {
    setSource(color)
    cairo_move_to(context, origin.x, origin.y)
    var item = item
    var glyphs = glyphs
    withUnsafeMutablePointer(to: &item) { item in
      withUnsafeMutablePointer(to: &glyphs) { glyphs in
        var run = PangoGlyphItem()
        run.item = item
        run.glyphs = glyphs
        // The text goes along, so that a PDF knows which letters a ligature stands for.
        pango_cairo_show_glyph_item(context, pango_layout_get_text(shaped.layout), &run)
      }
    }
  }
}
