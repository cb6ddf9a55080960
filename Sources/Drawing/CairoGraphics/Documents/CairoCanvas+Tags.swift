import CPangoCairo
import Graphics

extension CairoCanvas {
  /// Marks what `content` draws as a part of the document's structure, such as `"P"` or `"Figure"`.
  ///
  /// Cairo 1.16 drops alternative texts, so they are kept aside for ``PDFDocument/altTexts``.
  package func tag(_ name: String, alt: String? = nil, _ content: () -> Void) {
    beginTag(name, alt: alt)
    content()
    endTag(name)
  }

  package func beginTag(_ name: String, alt: String? = nil) {
    if PDFDocument.describedTags.contains(name) { altTexts?.texts.append(alt ?? "") }
    cairo_tag_begin(context, name, "")
  }

  package func endTag(_ name: String) { cairo_tag_end(context, name) }

  /// Makes `name` a place that links can lead to.
  package func markDestination(_ name: String, at point: Point) {
    let attributes = "name='\(Self.escaped(name))' x=\(point.x) y=\(point.y)"
    cairo_tag_begin(context, CAIRO_TAG_DEST, attributes)
    cairo_tag_end(context, CAIRO_TAG_DEST)
  }

  package func beginLink(_ link: PDFLink) {
    switch link {
    case .web(let address):
      cairo_tag_begin(context, CAIRO_TAG_LINK, "uri='\(Self.escaped(address))'")
    case .destination(let name):
      cairo_tag_begin(context, CAIRO_TAG_LINK, "dest='\(Self.escaped(name))'")
    }
  }

  /// Whether the document has the place that a link leads to; what lies elsewhere is taken to be there.
  func hasTarget(of link: PDFLink) -> Bool {
    guard case .destination(let name) = link, let destinations else { return true }
    return destinations.contains(name)
  }

  package func endLink(_ link: PDFLink) { cairo_tag_end(context, CAIRO_TAG_LINK) }

  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
  }
}
