import CPangoCairo
import DrawingThreads
import Graphics

/// Spans shaped by Pango as one endless line, and where that line may be broken.
///
/// A box stands in the text as U+FFFC, the object replacement character, with the box's width.
@DrawingActor
final class ShapedText {
  /// A span and the bytes of the text that it covers.
  struct Piece {
    var span: TextSpan
    var bytes: Range<Int>
  }

  let text: String
  let pieces: [Piece]
  let layout: OpaquePointer?
  private var fonts: FontContext { .shared }

  convenience init(_ spans: [TextSpan]) {
    var text = ""
    var pieces: [Piece] = []
    for span in spans {
      let start = text.utf8.count
      switch span.content {
      case .text(let words): text += words
      case .box: text += "\u{FFFC}"
      case .lineBreak: text += " "
      }
      pieces.append(Piece(span: span, bytes: start..<text.utf8.count))
    }
    self.init(text: text, pieces: pieces)
  }

  init(text: String, pieces: [Piece]) {
    self.text = text
    self.pieces = pieces
    layout = pango_layout_new(FontContext.shared.pango)
    pango_layout_set_auto_dir(layout, 0)
    pango_layout_set_single_paragraph_mode(layout, 1)
    pango_layout_set_text(layout, text, -1)
    let attributes = pango_attr_list_new()
    for piece in pieces { add(piece, to: attributes) }
    pango_layout_set_attributes(layout, attributes)
    pango_attr_list_unref(attributes)
  }

  isolated deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  /// The width of a space in the text's main font.
  var spaceWidth: Double {
    guard let style = pieces.max(by: { $0.bytes.count < $1.bytes.count })?.span.style else {
      return 0
    }
    return fonts.extent(of: " ", style: style).width
  }

  /// Returns a part of the text, shaped by itself.
  func slice(_ bytes: Range<Int>, addingHyphen: Bool) -> ShapedText {
    let utf8 = Array(text.utf8)[bytes]
    let hyphen = addingHyphen ? "-" : ""
    var clipped = pieces.compactMap { piece -> Piece? in
      let overlap = piece.bytes.clamped(to: bytes)
      guard !overlap.isEmpty else { return nil }
      let start = overlap.lowerBound - bytes.lowerBound
      return Piece(span: piece.span, bytes: start..<start + overlap.count)
    }
    if addingHyphen, let last = clipped.indices.last {
      clipped[last].bytes = clipped[last].bytes.lowerBound..<clipped[last].bytes.upperBound + 1
    }
    return ShapedText(text: String(decoding: utf8, as: UTF8.self) + hyphen, pieces: clipped)
  }

  /// Returns the distance of each byte's glyph from the line's start, with the line's width at the end.
  func positions() -> [Double] {
    var result = [Double](repeating: 0, count: text.utf8.count + 1)
    var x = 0.0
    forEachRun { item, glyphs in
      let start = Int(item.offset)
      let end = start + Int(item.length)
      var bounds: [(byte: Int, x: Double)] = []
      for index in 0..<Int(glyphs.num_glyphs) {
        bounds.append((start + Int(glyphs.log_clusters[index]), x))
        x += points(glyphs.glyphs[index].geometry.width)
      }
      for (index, bound) in bounds.enumerated() {
        let next = index + 1 < bounds.count ? bounds[index + 1] : (byte: end, x: x)
        let count = max(next.byte - bound.byte, 1)
        // A ligature's bytes share its width, so that a hyphen may fall inside it.
        for offset in 0..<count where bound.byte + offset < end {
          result[bound.byte + offset] =
            bound.x + (next.x - bound.x) * Double(offset) / Double(count)
        }
      }
    }
    result[result.count - 1] = x
    return result
  }

  /// Calls `body` with each run of the line, from left to right.
  func forEachRun(_ body: (PangoItem, PangoGlyphString) -> Void) {
    var run = pango_layout_get_line_readonly(layout, 0)?.pointee.runs
    while let link = run {
      let item = link.pointee.data.assumingMemoryBound(to: PangoGlyphItem.self).pointee
      if let details = item.item, let glyphs = item.glyphs { body(details.pointee, glyphs.pointee) }
      run = link.pointee.next
    }
  }

  private func add(_ piece: Piece, to attributes: OpaquePointer?) {
    func insert(_ attribute: UnsafeMutablePointer<PangoAttribute>?) {
      attribute?.pointee.start_index = UInt32(piece.bytes.lowerBound)
      attribute?.pointee.end_index = UInt32(piece.bytes.upperBound)
      pango_attr_list_insert(attributes, attribute)
    }
    let style = piece.span.style
    fonts.withDescription(
      family: style.family, size: style.size,
      weight: style.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
      isItalic: style.isItalic
    ) { insert(pango_attr_font_desc_new($0)) }
    if piece.span.breaksInside {
      // Code is shown as it is written: "!=" stays two characters, and "fi" is no ligature.
      insert(pango_attr_font_features_new("liga=0, calt=0"))
    }
    if case .box(let box) = piece.span.content {
      var logical = PangoRectangle(
        x: 0, y: -pangoUnits(box.extent.ascent), width: pangoUnits(box.extent.width),
        height: pangoUnits(box.extent.height))
      insert(pango_attr_shape_new(&logical, &logical))
    }
  }
}
