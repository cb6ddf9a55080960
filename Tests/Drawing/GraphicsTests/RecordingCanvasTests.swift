import Graphics
import Testing

@Suite struct RecordingCanvasTests {
  @Test func `what was recorded is drawn again, call by call`() {
    let style = TextStyle(family: "Lato", size: 8)
    let first = RecordingCanvas()
    first.fill(.circle(center: .zero, radius: 2), with: .black)
    first.clip(to: Rect(x: 0, y: 0, width: 5, height: 5)) {
      first.stroke(
        .polyline([.zero, Point(x: 1, y: 1)]), with: Stroke(color: .white, width: 2, dash: [1]))
      first.clip(to: Rect(x: 1, y: 1, width: 2, height: 2)) {
        first.draw("inside", style: style, at: Point(x: 1, y: 2), angle: -90)
      }
    }
    first.draw(
      Raster(width: 1, height: 1, rgba: [1, 2, 3, 4]), in: Rect(x: 1, y: 2, width: 3, height: 4))
    let glyph = GlyphRun.Glyph(id: 7, position: Point(x: 1, y: 0))
    first.draw(
      GlyphRun(family: "Math", size: 9, glyphs: [glyph]), at: Point(x: 3, y: 4), color: .black)
    let second = RecordingCanvas()
    second.draw(first.calls)
    #expect(first.calls.count == 4)
    #expect(second.calls == first.calls)
  }

  @Test func `text is measured as its maker wants it`() {
    let canvas = RecordingCanvas { text, style in
      TextExtent(width: Double(text.utf8.count), ascent: style.size, descent: 0)
    }
    let style = TextStyle(family: "Lato", size: 8)
    #expect(
      canvas.measure("four", style: style) == TextExtent(width: 4, ascent: 8, descent: 0))
  }
}
