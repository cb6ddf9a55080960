import CPangoCairo
import DrawingThreads
import Graphics

/// A PDF of several pages, with links, an outline and a structure that a screen reader can follow.
///
/// ```swift
/// let document = try PDFDocument(title: "Convolume", authors: [])
/// try document.page(size: Size(width: 595, height: 842)) { canvas in
///   canvas.tag("H1") { line.draw(on: canvas, at: Point(x: 90, y: 100)) }
/// }
/// let bytes = try document.finish()
/// ```
@DrawingActor
package final class PDFDocument {
  /// The date that stands in a file for "no date", so that two runs give the same bytes.
  static let noDate = "2000-01-01T00:00:00Z"
  /// Samples per point of pictures, about 300 to the inch.
  static let rasterDensity = 4.2
  /// Structure elements that PDF readers expect an alternative text on.
  static let describedTags: Set<String> = ["Figure", "Formula"]

  private let file: FileSurface
  private let canvas: CairoCanvas
  package private(set) var pageCount = 0

  /// Creates an empty document.
  ///
  /// - Parameters:
  ///   - title: Shown by viewers in place of the file's name.
  ///   - authors: Joined by commas in the document's properties.
  ///   - destinations: The names of the places that links can lead to; a link to any other is plain text.
  ///     `nil` for all names.
  /// - Throws: ``CairoError`` when Cairo reports a failure.
  package init(
    title: String = "", authors: [String] = [], destinations: Set<String>? = nil
  ) throws {
    file = try FileSurface("PDF document") { write, closure in
      cairo_pdf_surface_create_for_stream(write, closure, 1, 1)
    }
    let surface = file.surface.pointer
    if !title.isEmpty { cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title) }
    if !authors.isEmpty {
      cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_AUTHOR, authors.joined(separator: ", "))
    }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, PDFDocument.noDate)
    canvas = try CairoCanvas(surface: file.surface, rasterDensity: PDFDocument.rasterDensity)
    canvas.altTexts = AltTexts()
    canvas.destinations = destinations
  }

  private var surface: OpaquePointer? { file.surface.pointer }

  /// The alternative texts of all figures and formulas so far, in the order of their tags.
  package var altTexts: [String] { canvas.altTexts?.texts ?? [] }

  /// Adds a page and draws on it.
  ///
  /// - Parameters:
  ///   - size: The page's width and height in points.
  ///   - label: The folio that viewers show, where it is not the page's place in the file.
  ///   - content: Draws the page.
  /// - Throws: ``CairoError`` when Cairo reports a failure, or what `content` throws.
  package func page(
    size: Size, label: String? = nil, _ content: (CairoCanvas) throws -> Void
  ) throws {
    cairo_pdf_surface_set_size(surface, size.width, size.height)
    if let label { cairo_pdf_surface_set_page_label(surface, label) }
    try content(canvas)
    pageCount += 1
    cairo_show_page(canvas.context)
    try CairoError.check(cairo_status(canvas.context), making: "PDF page \(pageCount)")
  }

  /// Adds a line to the outline that viewers show beside the pages.
  ///
  /// - Parameters:
  ///   - title: The line's text.
  ///   - destination: A name given to ``CairoCanvas/markDestination(_:at:)``.
  ///   - parent: What this function returned for the line above in the hierarchy.
  ///   - isOpen: Whether the lines below show at first.
  /// - Returns: A number to give as the parent of further lines.
  @discardableResult
  package func addOutline(
    _ title: String, destination: String, parent: Int? = nil, isOpen: Bool = false
  ) -> Int {
    let attributes = "dest='\(CairoCanvas.escaped(destination))'"
    let flags = isOpen ? CAIRO_PDF_OUTLINE_FLAG_OPEN : cairo_pdf_outline_flags_t(rawValue: 0)
    return Int(
      cairo_pdf_surface_add_outline(
        surface, Int32(parent ?? Int(CAIRO_PDF_OUTLINE_ROOT)), title, attributes, flags))
  }

  /// Closes the document.
  ///
  /// - Returns: The file's bytes.
  /// - Throws: ``CairoError`` when Cairo reports a failure.
  package func finish() throws -> [UInt8] {
    try file.finish(making: "PDF document")
  }
}

/// Collects alternative texts in the order of their tags.
@DrawingActor
final class AltTexts {
  var texts: [String] = []
}
