import CPangoCairo
import DrawingThreads
import Graphics

/// One line of a paragraph, ready to be drawn.
@DrawingActor
package final class TypesetLine {
  let shaped: ShapedText
  /// How far the first glyph stands from the paragraph's left edge, in points.
  package private(set) var left = 0.0
  /// The width of the glyphs, stretched spaces included, in points.
  package private(set) var width: Double
  /// Whether plain text is tagged as a `Span`: Cairo 1.16 keeps the text of an element only when no
  /// element lies inside it, so beside a link or a formula text needs an element of its own.
  var tagsText = false
  /// Points added to each space.
  private var stretch = 0.0

  init(_ shaped: ShapedText) {
    self.shaped = shaped
    width = shaped.positions().last ?? 0
  }

  /// The height above the baseline of the highest box in the line, 0 without one.
  package var boxAscent: Double { boxes.map(\.extent.ascent).max() ?? 0 }
  /// The depth below the baseline of the lowest box in the line, 0 without one.
  package var boxDescent: Double { boxes.map(\.extent.descent).max() ?? 0 }
  /// The line's text; boxes are U+FFFC.
  package var text: String { shaped.text }

  /// The numbers of the notes whose marks stand in the line.
  package var notes: [Int] { shaped.pieces.compactMap(\.span.note) }

  private var boxes: [InlineBox] {
    shaped.pieces.compactMap { if case .box(let box) = $0.span.content { box } else { nil } }
  }

  func align(_ alignment: Paragraph.Alignment, left: Double, width available: Double, isLast: Bool)
  {
    let slack = available - width
    self.left = left
    switch alignment {
    case .ragged(let side): self.left += side.leftShare * slack
    case .justified:
      let spaces = shaped.text.utf8.count { $0 == 0x20 }
      guard spaces > 0, slack < 0 || !isLast else { return }
      let space = shaped.spaceWidth
      // A line that would tear open stays short; one that cannot shrink enough sticks out a little.
      stretch = min(max(slack / Double(spaces), -0.34 * space), 2.2 * space)
      width += stretch * Double(spaces)
    }
  }

  /// Draws the line with the paragraph's left edge and its baseline at `origin`.
  package func draw(on canvas: CairoCanvas, at origin: Point) {
    let bytes = Array(shaped.text.utf8)
    var x = origin.x + left
    var openLink: PDFLink?
    shaped.forEachRun { item, glyphs in
      let start = Int(item.offset)
      guard let piece = shaped.pieces.first(where: { $0.bytes.contains(start) }) else { return }
      let span = piece.span
      let link = span.link.flatMap { canvas.hasTarget(of: $0) ? $0 : nil }
      let color = link == nil ? span.unlinkedColor ?? span.style.color : span.style.color
      if link != openLink {
        if let openLink { canvas.endLink(openLink) }
        if let link { canvas.beginLink(link) }
        openLink = link
      }
      var runWidth = 0.0
      for index in 0..<Int(glyphs.num_glyphs) {
        let byte = start + Int(glyphs.log_clusters[index])
        if bytes[byte] == 0x20 { glyphs.glyphs[index].geometry.width += pangoUnits(stretch) }
        runWidth += points(glyphs.glyphs[index].geometry.width)
      }
      if case .box(let box) = span.content {
        canvas.tag(box.altText == nil ? "Span" : "Formula", alt: box.altText) {
          box.draw(canvas, Point(x: x, y: origin.y), color)
        }
      } else {
        if tagsText, link == nil { canvas.beginTag("Span") }
        canvas.draw(
          item, glyphs, of: shaped, color: color,
          at: Point(x: x, y: origin.y - span.rise))
        if tagsText, link == nil { canvas.endTag("Span") }
        if span.isStruckThrough {
          let y = origin.y - span.rise - 0.25 * span.style.size
          canvas.stroke(
            .polyline([Point(x: x, y: y), Point(x: x + runWidth, y: y)]),
            with: Stroke(color: color, width: 0.05 * span.style.size))
        }
      }
      x += runWidth
      // A line may be drawn again, on another page or in another file.
      for index in 0..<Int(glyphs.num_glyphs)
      where bytes[start + Int(glyphs.log_clusters[index])] == 0x20 {
        glyphs.glyphs[index].geometry.width -= pangoUnits(stretch)
      }
    }
    if let openLink { canvas.endLink(openLink) }
  }
}
