import CPangoCairo
import Graphics

/// Returns what `content` draws as an SVG document.
///
/// The text is made of outlines, so that it looks the same without the fonts. The same drawing gives
/// the same bytes, in whatever order drawings are made.
///
/// - Parameters:
///   - size: The width and height in points; they become the document's view box.
///   - idPrefix: Put before each id, so that several drawings can stand in one HTML page.
///   - content: Draws on the canvas it is given.
/// - Returns: The document's text.
/// - Throws: ``CairoError`` when Cairo reports a failure.
package func drawSVG(
  size: Size, idPrefix: String = "", _ content: (CairoCanvas) throws -> Void
) throws -> String {
  let bytes = try drawFile("SVG drawing", content) { write, closure in
    let surface = cairo_svg_surface_create_for_stream(write, closure, size.width, size.height)
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT)
    return (surface, nil)
  }
  return SVGText.stable(String(decoding: bytes, as: UTF8.self), idPrefix: idPrefix)
}

/// Returns what `content` draws as a PDF of a single page.
///
/// - Parameters:
///   - size: The page's width and height in points.
///   - content: Draws on the canvas it is given.
/// - Returns: The file's bytes.
/// - Throws: ``CairoError`` when Cairo reports a failure.
package func drawPDF(
  size: Size, _ content: (CairoCanvas) throws -> Void
) throws -> [UInt8] {
  try drawFile("PDF drawing", content) { write, closure in
    let surface = cairo_pdf_surface_create_for_stream(write, closure, size.width, size.height)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, PDFDocument.noDate)
    return (surface, PDFDocument.rasterDensity)
  }
}

/// Returns what `content` draws as a PNG picture on a clear background.
///
/// - Parameters:
///   - size: The width and height in points.
///   - scale: Pixels per point.
///   - content: Draws on the canvas it is given, in points.
/// - Returns: The file's bytes.
/// - Throws: ``CairoError`` when Cairo reports a failure.
package func drawPNG(
  size: Size, scale: Double = 2, _ content: (CairoCanvas) throws -> Void
) throws -> [UInt8] {
  let surface = cairo_image_surface_create(
    CAIRO_FORMAT_ARGB32, Int32((size.width * scale).rounded(.up)),
    Int32((size.height * scale).rounded(.up)))
  defer { cairo_surface_destroy(surface) }
  cairo_surface_set_device_scale(surface, scale, scale)
  let canvas = try CairoCanvas(surface: surface)
  try content(canvas)
  try CairoError.check(cairo_status(canvas.context), making: "PNG drawing")
  let sink = ByteSink()
  let status = cairo_surface_write_to_png_stream(surface, ByteSink.write, sink.closure)
  try CairoError.check(status, making: "PNG drawing")
  return sink.bytes
}

/// Returns the smallest rectangle that holds all that `content` draws.
///
/// - Parameter content: Draws on the canvas it is given.
/// - Returns: The rectangle in points; one of no size when nothing is drawn.
/// - Throws: ``CairoError`` when Cairo reports a failure.
package func drawnBounds(_ content: (CairoCanvas) throws -> Void) throws -> Rect {
  let surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nil)
  defer { cairo_surface_destroy(surface) }
  let canvas = try CairoCanvas(surface: surface)
  try content(canvas)
  try CairoError.check(cairo_status(canvas.context), making: "measured drawing")
  var (x, y, width, height) = (0.0, 0.0, 0.0, 0.0)
  cairo_recording_surface_ink_extents(surface, &x, &y, &width, &height)
  return Rect(x: x, y: y, width: width, height: height)
}

/// Makes a surface that writes to memory, draws on it, and returns the file.
private func drawFile(
  _ subject: String, _ content: (CairoCanvas) throws -> Void,
  on makeSurface: (cairo_write_func_t, UnsafeMutableRawPointer) -> (OpaquePointer?, Double?)
) throws -> [UInt8] {
  let sink = ByteSink()
  let (surface, rasterDensity) = makeSurface(ByteSink.write, sink.closure)
  defer { cairo_surface_destroy(surface) }
  try CairoError.check(cairo_surface_status(surface), making: subject)
  let canvas = try CairoCanvas(surface: surface, rasterDensity: rasterDensity)
  try content(canvas)
  try CairoError.check(cairo_status(canvas.context), making: subject)
  cairo_surface_finish(surface)
  try CairoError.check(cairo_surface_status(surface), making: subject)
  return sink.bytes
}
