import CPangoCairo
import DrawingThreads
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
@DrawingActor
package func drawSVG(
  size: Size, idPrefix: String = "", _ content: (SVGCanvas) throws -> Void
) rethrows -> String {
  try drawnSVG(size: size, content).text(idPrefix: idPrefix)
}

/// Returns what `content` draws as the parts of an SVG document, which any thread can put together.
@DrawingActor
package func drawnSVG(
  size: Size, _ content: (SVGCanvas) throws -> Void
) rethrows -> DrawnSVG {
  let canvas = SVGCanvas()
  try content(canvas)
  return canvas.drawing(size: size)
}

/// Returns an SVG document that ``drawSVG(size:idPrefix:_:)`` made, on a background.
///
/// - Parameters:
///   - background: Painted behind all that is drawn.
///   - svg: The document's text.
/// - Returns: The other text.
package func painting(_ background: Color, behindSVG svg: String) -> String {
  SVGText.painted(svg, with: background)
}

/// Returns an SVG document that ``drawSVG(size:idPrefix:_:)`` made without a prefix, as it makes it with one.
///
/// - Parameters:
///   - svg: The document's text, in UTF-8.
///   - idPrefix: Put before each id.
/// - Returns: The other text.
package func prefixingIDs(ofSVG svg: [UInt8], with idPrefix: String) -> String {
  SVGText.prefixed(svg, idPrefix: idPrefix)
}

/// Returns what `content` draws as a PDF of a single page.
///
/// - Parameters:
///   - size: The page's width and height in points.
///   - content: Draws on the canvas it is given.
/// - Returns: The file's bytes.
/// - Throws: ``CairoError`` when Cairo reports a failure.
@DrawingActor
package func drawPDF(
  size: Size, _ content: (CairoCanvas) throws -> Void
) throws -> [UInt8] {
  let file = try FileSurface("PDF drawing") { write, closure in
    cairo_pdf_surface_create_for_stream(write, closure, size.width, size.height)
  }
  cairo_pdf_surface_set_metadata(
    file.surface.pointer, CAIRO_PDF_METADATA_CREATE_DATE, PDFDocument.noDate)
  return try draw(
    content, on: file, rasterDensity: PDFDocument.rasterDensity, making: "PDF drawing")
}

/// Returns what `content` draws as a PNG picture on a clear background.
///
/// - Parameters:
///   - size: The width and height in points.
///   - scale: Pixels per point.
///   - content: Draws on the canvas it is given, in points.
/// - Returns: The file's bytes.
/// - Throws: ``CairoError`` when Cairo reports a failure.
@DrawingActor
package func drawPNG(
  size: Size, scale: Double = 2, _ content: (CairoCanvas) throws -> Void
) throws -> [UInt8] {
  try drawnPixels(size: size, scale: scale, content).png()
}

/// Returns what `content` draws as pixels, on a clear background unless another is given.
///
/// - Parameters:
///   - size: The width and height in points.
///   - scale: Pixels per point.
///   - background: The colour behind it, up to the last pixel of sizes that are no whole numbers.
///   - content: Draws on the canvas it is given, in points.
/// - Returns: The pixels, of which any thread can make a file.
/// - Throws: ``CairoError`` when Cairo reports a failure.
@DrawingActor
package func drawnPixels(
  size: Size, scale: Double = 2, background: Color? = nil,
  _ content: (CairoCanvas) throws -> Void
) throws -> DrawnPixels {
  let (width, height) = (
    Int((size.width * scale).rounded(.up)), Int((size.height * scale).rounded(.up))
  )
  let surface = Surface(
    cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height)))
  cairo_surface_set_device_scale(surface.pointer, scale, scale)
  let whole: (CairoCanvas) throws -> Void = { canvas in
    if let background { canvas.paint(background) }
    try content(canvas)
  }
  try draw(whole, on: surface, making: "PNG drawing")
  cairo_surface_flush(surface.pointer)
  guard let data = cairo_image_surface_get_data(surface.pointer) else {
    throw CairoError(subject: "PNG drawing", reason: "out of memory")
  }
  let stride = Int(cairo_image_surface_get_stride(surface.pointer))
  var pixels: [UInt32] = []
  pixels.reserveCapacity(width * height)
  for row in 0..<height {
    (data + row * stride).withMemoryRebound(to: UInt32.self, capacity: width) {
      pixels.append(contentsOf: UnsafeBufferPointer(start: $0, count: width))
    }
  }
  return DrawnPixels(width: width, height: height, pixels: pixels)
}

/// Returns the smallest rectangle that holds all that `content` draws.
///
/// - Parameter content: Draws on the canvas it is given.
/// - Returns: The rectangle in points; one of no size when nothing is drawn.
/// - Throws: ``CairoError`` when Cairo reports a failure.
@DrawingActor
package func drawnBounds(_ content: (CairoCanvas) throws -> Void) throws -> Rect {
  let surface = Surface(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nil))
  try draw(content, on: surface, making: "measured drawing")
  var (x, y, width, height) = (0.0, 0.0, 0.0, 0.0)
  cairo_recording_surface_ink_extents(surface.pointer, &x, &y, &width, &height)
  return Rect(x: x, y: y, width: width, height: height)
}

/// Draws on a file and returns it.
@DrawingActor
private func draw(
  _ content: (CairoCanvas) throws -> Void, on file: FileSurface, rasterDensity: Double? = nil,
  making subject: String
) throws -> [UInt8] {
  try draw(content, on: file.surface, rasterDensity: rasterDensity, making: subject)
  return try file.finish(making: subject)
}

@DrawingActor
private func draw(
  _ content: (CairoCanvas) throws -> Void, on surface: Surface, rasterDensity: Double? = nil,
  making subject: String
) throws {
  let canvas = try CairoCanvas(surface: surface, rasterDensity: rasterDensity)
  try content(canvas)
  try CairoError.check(cairo_status(canvas.context), making: subject)
}
