import CPangoCairo
import DrawingThreads
import Graphics

/// A canvas whose drawing becomes an SVG document with its text as outlines, so that it looks the same
/// without the fonts.
///
/// Cairo can write SVG, too, and takes most of its time for the outlines of letters, which it finds and
/// prints anew for each drawing; here they are written down once. The same drawing gives the same bytes:
/// ids are numbered from 1 in the order in which things appear.
///
/// One element stands on a line; letters and pictures are defined before they are used. See `SymbolPool` of
/// the web pages, which reads that.
@DrawingActor
package final class SVGCanvas: @DrawingActor Canvas {
  private let fonts = FontContext.shared
  private var definitions = SVGLines()
  private var body = SVGLines()
  private var rasters: [DrawnSVG.Picture] = []
  private var letters: [GlyphOutlines.Letter: Int] = [:]
  private var idCount = 0

  init() {}

  /// All that was drawn.
  func drawing(size: Size) -> DrawnSVG {
    DrawnSVG(size: size, definitions: definitions.bytes, pictures: rasters, body: body.bytes)
  }

  package func fill(_ path: Path, with color: Color) {
    body.append("<path d=\"")
    body.append(path)
    body.append("\"")
    body.append("fill", color)
    body.append("/>\n")
  }

  package func stroke(_ path: Path, with stroke: Stroke) {
    body.append("<path d=\"")
    body.append(path)
    body.append("\" fill=\"none\"")
    body.append("stroke", stroke.color)
    body.append(" stroke-width=\"")
    body.append(stroke.width)
    if !stroke.dash.isEmpty {
      body.append("\" stroke-dasharray=\"")
      body.append(stroke.dash)
    }
    body.append("\"/>\n")
  }

  package func draw(_ text: String, style: TextStyle, at origin: Point, angle: Double) {
    fonts.withLine(text, style: style) { _, line in
      var letters: [(PangoGlyph, UnsafeMutablePointer<PangoFont>?, Point)] = []
      var x = 0.0
      var run = line?.pointee.runs
      while let link = run {
        let item = link.pointee.data.assumingMemoryBound(to: PangoGlyphItem.self).pointee
        let font = item.item.pointee.analysis.font
        for index in 0..<Int(item.glyphs.pointee.num_glyphs) {
          let glyph = item.glyphs.pointee.glyphs[index]
          let place = Point(
            x: x + points(glyph.geometry.x_offset), y: points(glyph.geometry.y_offset))
          letters.append((glyph.glyph, font, place))
          x += points(glyph.geometry.width)
        }
        run = link.pointee.next
      }
      draw(letters, at: origin, angle: angle, color: style.color)
    }
  }

  package func measure(_ text: String, style: TextStyle) -> TextExtent {
    fonts.extent(of: text, style: style)
  }

  package func draw(_ raster: Raster, in rect: Rect) {
    guard raster.width > 0, raster.height > 0, rect.width > 0, rect.height > 0 else { return }
    let id = newID()
    rasters.append(DrawnSVG.Picture(id: id, raster: raster))
    body.append("<use xlink:href=\"#d\(id)\" transform=\"translate(")
    body.append([rect.x, rect.y])
    body.append(") scale(")
    body.append(factor: rect.width / Double(raster.width))
    body.append(",")
    body.append(factor: rect.height / Double(raster.height))
    body.append(")\"/>\n")
  }

  package func draw(_ run: GlyphRun, at origin: Point, color: Color) {
    fonts.withDescription(family: run.family, size: run.size) { description in
      let font = pango_context_load_font(fonts.pango, description)
      defer { g_object_unref(UnsafeMutableRawPointer(font)) }
      draw(run.glyphs.map { ($0.id, font, $0.position) }, at: origin, angle: 0, color: color)
    }
  }

  package func clip(to rect: Rect, _ content: () -> Void) {
    let id = newID()
    definitions.append("<clipPath id=\"d\(id)\">\n<path d=\"")
    definitions.append(.rectangle(rect))
    definitions.append("\"/>\n</clipPath>\n")
    body.append("<g clip-path=\"url(#d\(id))\">\n")
    content()
    body.append("</g>\n")
  }

  // MARK: Parts

  private func draw(
    _ letters: [(PangoGlyph, UnsafeMutablePointer<PangoFont>?, Point)], at origin: Point,
    angle: Double, color: Color
  ) {
    body.append("<g")
    body.append("fill", color)
    if angle != 0 {
      body.append(" transform=\"translate(")
      body.append([origin.x, origin.y])
      body.append(") rotate(")
      body.append(angle)
      body.append(")\"")
    }
    body.append(">\n")
    for (glyph, font, place) in letters {
      guard let font, let id = self.id(of: glyph, in: font) else { continue }
      let start = angle == 0 ? origin : Point(x: 0, y: 0)
      body.append("<use xlink:href=\"#d\(id)\" x=\"")
      body.append(start.x + place.x)
      body.append("\" y=\"")
      body.append(start.y + place.y)
      body.append("\"/>\n")
    }
    body.append("</g>\n")
  }

  /// The id of a letter's outline; `nil` for one that has none, such as a space.
  private func id(of glyph: PangoGlyph, in font: UnsafeMutablePointer<PangoFont>) -> Int? {
    let letter = GlyphOutlines.Letter(font: font, glyph: glyph)
    if let known = letters[letter] { return known }
    let outline = GlyphOutlines.shared.outline(of: letter)
    guard !outline.isEmpty else { return nil }
    let id = newID()
    letters[letter] = id
    definitions.append("<symbol overflow=\"visible\" id=\"d\(id)\">\n<path d=\"")
    definitions.append(outline)
    definitions.append("\"/>\n</symbol>\n")
    return id
  }

  private func newID() -> Int {
    idCount += 1
    return idCount
  }
}
