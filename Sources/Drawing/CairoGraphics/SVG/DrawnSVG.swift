import Graphics

/// A drawing as the parts of an SVG document, of which any thread can make the text.
package struct DrawnSVG: Sendable {
  /// A picture that is used in the drawing.
  struct Picture: Sendable {
    var id: Int
    var raster: Raster
  }

  let size: Size
  let definitions: [UInt8]
  let pictures: [Picture]
  let body: [UInt8]

  /// Returns the document's text, the same for the same drawing; see ``drawSVG(size:idPrefix:_:)``.
  package func text(idPrefix: String = "") -> String {
    var lines = SVGLines()
    lines.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="
      """)
    lines.append(size.width)
    lines.append("pt\" height=\"")
    lines.append(size.height)
    lines.append("pt\" viewBox=\"0 0 ")
    lines.append(size.width)
    lines.append(" ")
    lines.append(size.height)
    lines.append("\" version=\"1.1\">\n")
    if !definitions.isEmpty || !pictures.isEmpty {
      lines.append("<defs>\n")
      lines.append(definitions)
      for picture in pictures { append(picture, to: &lines) }
      lines.append("</defs>\n")
    }
    lines.append("<g stroke-linejoin=\"round\">\n")
    lines.append(body)
    lines.append("</g>\n</svg>\n")
    return idPrefix.isEmpty
      ? String(decoding: lines.bytes, as: UTF8.self)
      : SVGText.prefixed(lines.bytes, idPrefix: idPrefix)
  }

  /// Samples stay sharp when a viewer enlarges them.
  private func append(_ picture: Picture, to lines: inout SVGLines) {
    let raster = picture.raster
    lines.append("<image style=\"image-rendering:pixelated\" id=\"d\(picture.id)\" width=\"")
    lines.append(Double(raster.width))
    lines.append("\" height=\"")
    lines.append(Double(raster.height))
    lines.append("\" xlink:href=\"data:image/png;base64,")
    lines.append(EncodedPictures.base64(of: raster))
    lines.append("\"/>\n")
  }
}
