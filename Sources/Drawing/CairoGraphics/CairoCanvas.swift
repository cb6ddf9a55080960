import CPangoCairo
import DrawingThreads
import Graphics

/// A canvas that draws with Cairo and sets its type with Pango.
///
/// Get one from ``drawSVG(size:idPrefix:_:)``, ``drawPDF(size:_:)``, ``drawPNG(size:scale:_:)`` or a
/// page of a ``PDFDocument``; make one with ``init()`` to measure text where nothing is drawn.
@DrawingActor
package final class CairoCanvas: @DrawingActor Canvas {
  let context: OpaquePointer
  let fonts: FontContext
  /// Samples per point that a raster gets at least, so that no viewer smooths it; `nil` to draw each
  /// raster as it is.
  let rasterDensity: Double?
  /// Where the alternative texts of tagged parts go; `nil` when nobody wants them.
  var altTexts: AltTexts?
  /// The places that links can lead to; `nil` when any name is one.
  var destinations: Set<String>?

  /// Creates a canvas on `surface`, which the caller finishes.
  init(surface: Surface, rasterDensity: Double? = nil) throws(CairoError) {
    guard let context = cairo_create(surface.pointer) else {
      throw CairoError(subject: "canvas", reason: "out of memory")
    }
    self.context = context
    fonts = .shared
    self.rasterDensity = rasterDensity
    try CairoError.check(cairo_status(context), making: "canvas")
  }

  /// Creates a canvas that keeps nothing, for measuring text.
  package convenience init() throws(CairoError) {
    try self.init(
      surface: Surface(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nil)))
  }

  isolated deinit { cairo_destroy(context) }

  package func fill(_ path: Path, with color: Color) {
    trace(path)
    setSource(color)
    cairo_fill(context)
  }

  /// Covers everything with a colour.
  func paint(_ color: Color) {
    setSource(color)
    cairo_paint(context)
  }

  package func stroke(_ path: Path, with stroke: Stroke) {
    trace(path)
    setSource(stroke.color)
    cairo_set_line_width(context, stroke.width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
    cairo_stroke(context)
  }

  package func draw(_ text: String, style: TextStyle, at origin: Point, angle: Double) {
    saved {
      cairo_translate(context, origin.x, origin.y)
      if angle != 0 { cairo_rotate(context, angle * .pi / 180) }
      setSource(style.color)
      cairo_move_to(context, 0, 0)
      fonts.withLine(text, style: style) { _, line in
        pango_cairo_show_layout_line(context, line)
      }
    }
  }

  package func measure(_ text: String, style: TextStyle) -> TextExtent {
    fonts.extent(of: text, style: style)
  }

  package func draw(_ run: GlyphRun, at origin: Point, color: Color) {
    let glyphs = run.glyphs.map {
      cairo_glyph_t(
        index: UInt($0.id), x: origin.x + $0.position.x, y: origin.y + $0.position.y)
    }
    saved {
      setSource(color)
      fonts.withDescription(family: run.family, size: run.size) { description in
        let font = pango_context_load_font(fonts.pango, description)
        defer { g_object_unref(UnsafeMutableRawPointer(font)) }
        let scaled = pango_cairo_font_get_scaled_font(OpaquePointer(font))
        cairo_set_font_face(context, cairo_scaled_font_get_font_face(scaled))
      }
      cairo_set_font_size(context, run.size)
      cairo_set_font_options(context, fonts.options)
      cairo_show_glyphs(context, glyphs, Int32(glyphs.count))
    }
  }

  package func clip(to rect: Rect, _ content: () -> Void) {
    saved {
      cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
      cairo_clip(context)
      content()
    }
  }

  /// Draws what `content` draws with its origin at `origin`, enlarged by `scale`.
  package func translated(to origin: Point, scale: Double = 1, _ content: () -> Void) {
    saved {
      cairo_translate(context, origin.x, origin.y)
      cairo_scale(context, scale, scale)
      content()
    }
  }

  func saved(_ content: () -> Void) {
    cairo_save(context)
    content()
    cairo_restore(context)
  }

  func setSource(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  private func trace(_ path: Path) {
    cairo_new_path(context)
    for segment in path.segments {
      switch segment {
      case .move(let point): cairo_move_to(context, point.x, point.y)
      case .line(let point): cairo_line_to(context, point.x, point.y)
      case .curve(let first, let second, let end):
        cairo_curve_to(context, first.x, first.y, second.x, second.y, end.x, end.y)
      case .close: cairo_close_path(context)
      }
    }
  }
}
