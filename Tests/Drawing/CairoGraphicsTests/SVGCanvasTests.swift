import CairoGraphics
import DrawingThreads
import Graphics
import Testing

@Suite @DrawingActor struct SVGCanvasTests {
  let size = Size(width: 100, height: 50)
  let style = TextStyle(family: "TeX Gyre Pagella", size: 10)

  /// What stands between the first and the last line of the drawing itself.
  private func body(_ content: (SVGCanvas) -> Void) throws -> String {
    let svg = drawSVG(size: size, content)
    let drawing = try #require(
      svg.firstMatch(of: /<g stroke-linejoin="round">\n([\s\S]*)<\/g>\n<\/svg>/))
    return String(drawing.1)
  }

  @Test func `a path is written with up to three decimals`() throws {
    var path = Path()
    path.move(to: Point(x: 0.5, y: -1.25))
    path.line(to: Point(x: 10, y: 1.0 / 3))
    path.curve(
      Point(x: -0.0004, y: 0.0006), Point(x: 1234.5678, y: 0.1), to: Point(x: 0.01, y: -0.001))
    path.close()
    #expect(
      try body { $0.fill(path, with: Color(hex: 0x33669A)) } == """
        <path d="M0.5 -1.25L10 0.333C0 0.001 1234.568 0.1 0.01 -0.001Z" fill="#33669a"/>

        """)
  }

  @Test func `what is no number, or beyond any page, is written as one that XML readers take`()
    throws
  {
    let path = Path.polyline([
      Point(x: .nan, y: .infinity), Point(x: -.infinity, y: 1e300), Point(x: -1e300, y: 2),
    ])
    #expect(
      try body { $0.stroke(path, with: Stroke(color: .black, width: .nan)) }
        .contains(#"d="M0 0L0 1000000000L-1000000000 2""#))
  }

  @Test func `a line has its width, its dashes and its opacity`() throws {
    let stroke = Stroke(color: Color.white.opacity(0.25), width: 1.5, dash: [4, 2.5])
    #expect(
      try body { $0.stroke(.polyline([.zero, Point(x: 1, y: 2)]), with: stroke) } == """
        <path d="M0 0L1 2" fill="none" stroke="#ffffff" stroke-opacity="0.25" stroke-width="1.5" \
        stroke-dasharray="4,2.5"/>

        """)
  }

  @Test func `a letter is defined once, and used where Pango sets it`() throws {
    let svg = drawSVG(size: size) {
      $0.draw("ab a", style: style, at: Point(x: 20, y: 30))
      $0.draw("a", style: style, at: Point(x: 50, y: 40), angle: -90)
    }
    // Nothing is defined for the space.
    #expect(svg.ranges(of: "<symbol ").count == 2)
    let uses = svg.matches(of: /<use xlink:href="#d(\d)" x="([-\d.]+)" y="([-\d.]+)"\/>/)
    #expect(uses.map { String($0.1) } == ["1", "2", "1", "1"])
    #expect(uses.map { String($0.3) } == ["30", "30", "30", "0"])
    let canvas = try CairoCanvas()
    let places = uses.map { Double($0.2) ?? .nan }
    for (place, before) in zip(places, ["", "a", "ab "]) {
      let expected = 20 + canvas.measure(before, style: style).width
      #expect(abs(place - expected) < 0.01, "behind '\(before)'")
    }
    #expect(places[3] == 0)
    #expect(svg.contains(#"transform="translate(50,40) rotate(-90)">"#))
  }

  @Test func `outlines are as large as the ink that Cairo measures`() throws {
    var large = style
    large.size = 100
    let svg = drawSVG(size: size) { $0.draw("H", style: large, at: .zero) }
    let outline = try #require(svg.firstMatch(of: /<symbol[^>]*>\n<path d="([^"]*)"/)).1
    let numbers = outline.matches(of: /-?[\d.]+/).compactMap { Double($0.output) }
    let ys = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
    let xs = stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] }
    let ink = try drawnBounds { $0.draw("H", style: large, at: .zero) }
    // Cairo rounds ink to whole units.
    #expect(abs((ys.min() ?? 0) - ink.y) < 1.5 && abs((ys.max() ?? 0) - ink.maxY) < 1.5)
    #expect(abs((xs.min() ?? 0) - ink.x) < 1.5 && abs((xs.max() ?? 0) - ink.maxX) < 1.5)
  }

  @Test func `what is drawn in a clipped region stands in a group of its own`() throws {
    let svg = drawSVG(size: size) { canvas in
      canvas.clip(to: Rect(x: 1, y: 2, width: 3, height: 4)) {
        canvas.fill(.rectangle(Rect(x: 0, y: 0, width: 9, height: 9)), with: .black)
      }
    }
    #expect(
      svg.contains(
        """
        <clipPath id="d1">
        <path d="M1 2L4 2L4 6L1 6Z"/>
        </clipPath>
        """))
    #expect(
      svg.contains(
        """
        <g clip-path="url(#d1)">
        <path d="M0 0L9 0L9 9L0 9Z" fill="#000000"/>
        </g>
        """))
  }

  @Test func `a background lies behind everything, and changes nothing else`() throws {
    let clear = drawSVG(size: size) { $0.draw("a", style: style, at: Point(x: 20, y: 30)) }
    let white = painting(.white, behindSVG: clear)
    let area = "\n" + ##"<rect width="100%" height="100%" fill="#ffffff"/>"##
    #expect(white.replacing(area, with: "") == clear)
    #expect(white.contains(#"version="1.1">"# + area))
  }

  @Test func `a picture is a PNG file in base 64`() throws {
    let svg = drawSVG(size: size) {
      $0.draw(
        Raster(width: 2, height: 1, rgba: [255, 0, 0, 255, 0, 0, 255, 255]),
        in: Rect(x: 10, y: 20, width: 31, height: 1.0 / 3))
    }
    #expect(
      svg.contains(##"<use xlink:href="#d1" transform="translate(10,20) scale(15.5,0.333333)"/>"##))
    // The signature and the header of two pixels by one, red, green and blue.
    #expect(svg.contains(#"base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjd"#))
  }
}
