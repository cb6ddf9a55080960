import CairoGraphics
import DrawingThreads
import Graphics
import MathTypesetting
import Testing

@Suite @DrawingActor struct MathLayoutTests {
  private let font: HarfBuzzMathFont
  private let layout: MathLayout

  init() throws {
    let family = "TeX Gyre Pagella Math"
    let path = try #require(Fonts.file(family: family), "install fonts-texgyre-math")
    font = try HarfBuzzMathFont(path: path, family: family)
    layout = MathLayout(font: font)
  }

  private func box(_ tex: String, display: Bool = false) throws -> MathBox {
    layout.box(for: try MathFormula(tex: tex), size: 10, display: display)
  }

  private func advance(_ character: Unicode.Scalar) throws -> Double {
    let glyph = try #require(font.glyph(for: character, level: .text))
    let metrics = font.metrics(of: glyph)
    return (metrics.advance + metrics.italicCorrection) * 10
  }

  @Test(arguments: FormulaCorpus.formulas, [false, true])
  func `sets every formula of the corpus`(tex: String, display: Bool) throws {
    let box = try box(tex, display: display)
    #expect(box.missingScalars.isEmpty && !box.elements.isEmpty)
    #expect(box.width.isFinite && box.width > 0 && box.width < 600)
    #expect(box.ascent.isFinite && box.descent.isFinite)
    #expect(box.ascent + box.descent > 3 && box.ascent + box.descent < 150)
    for element in box.elements {
      guard case .glyphs(let run, at: let origin) = element else { continue }
      #expect(run.glyphs.allSatisfy { $0.id != 0 })
      let places = run.glyphs.map { Place(x: $0.position.x, y: $0.position.y) }
      #expect(Set(places).count == places.count, "two glyphs in one place")
      #expect(origin.x >= -1 && origin.x <= box.width)
    }
  }

  @Test(arguments: FormulaCorpus.formulas)
  func `draws nothing outside of its box`(tex: String) throws {
    let box = try box(tex, display: true)
    try #require(!box.elements.isEmpty)
    for element in box.elements {
      switch element {
      case .rule(let rect):
        #expect(rect.y >= -box.ascent - 0.01 && rect.maxY <= box.descent + 0.5)
        #expect(rect.x >= -0.5 && rect.maxX <= box.width + 0.5)
      case .glyphs(let run, at: let origin):
        for glyph in run.glyphs {
          let metrics = font.metrics(of: glyph.id)
          let baseline = origin.y + glyph.position.y
          #expect(baseline - metrics.ascent * run.size >= -box.ascent - 0.01)
          #expect(baseline + metrics.descent * run.size <= box.descent + 0.01)
        }
      }
    }
  }

  private struct Place: Hashable { let x, y: Double }

  @Test func `puts a thick space around a relation`() throws {
    let expected = try advance("𝑎") + advance("=") + advance("𝑏") + 2 * 10 * 5 / 18
    #expect(abs(try box("a=b").width - expected) < 1e-9)
  }

  @Test func `puts no space around a relation in a script`() throws {
    let loose = try box("x_{a=b}").width
    let tight = try box("x_{a{=}b}").width
    #expect(abs(loose - tight) < 1e-9)
  }

  @Test func `centres the rule of a fraction on the axis`() throws {
    let rules = try box(#"\frac{1}{2}"#).elements.compactMap { element -> Rect? in
      if case .rule(let rect) = element { rect } else { nil }
    }
    let rule = try #require(rules.first)
    #expect(rules.count == 1)
    #expect(abs(rule.midY + font.constant(.axisHeight) * 10) < 1e-9)
    #expect(abs(rule.height - font.constant(.fractionRuleThickness) * 10) < 1e-9)
  }

  @Test func `raises a superscript by the font's constant`() throws {
    let elements = try box("x^2").elements
    guard case .glyphs(let script, at: let origin) = try #require(elements.last) else {
      Issue.record("the script is no glyph")
      return
    }
    #expect(abs(origin.y + font.constant(.superscriptShiftUp) * 10) < 1e-9)
    #expect(abs(script.size - font.constant(.scriptPercentScaleDown) * 10) < 1e-9)
  }

  @Test func `raises it less when cramped under a root`() throws {
    let free = try box("x^2").ascent
    let cramped = try box(#"\sqrt{x^2}"#).elements.compactMap { element -> Double? in
      guard case .glyphs(let run, at: let origin) = element, run.size < 10 else { return nil }
      return -origin.y
    }
    let rise = try #require(cramped.first)
    #expect(abs(rise - font.constant(.superscriptShiftUpCramped) * 10) < 1e-9)
    #expect(rise < free)
  }

  @Test func `grows delimiters with their content`() throws {
    let heights = try [
      #"\left( x \right)"#, #"\left( \frac{x}{y} \right)"#,
      #"\left( \begin{matrix} 1\\2\\3\\4 \end{matrix} \right)"#,
      #"\left( \begin{matrix} 1\\2\\3\\4\\5\\6\\7\\8\\9\\10\\11\\12 \end{matrix} \right)"#,
    ].map { tex in
      let box = try box(tex, display: true)
      return box.ascent + box.descent
    }
    #expect(heights == heights.sorted())
    #expect(Set(heights).count == heights.count)
  }

  @Test func `assembles a delimiter that covers nine tenths of any height`() throws {
    let rows = Array(repeating: "x", count: 30).joined(separator: #" \\ "#)
    let table = try box(#"\begin{matrix} "# + rows + #" \end{matrix}"#)
    let fenced = try box(#"\left\lfloor \begin{matrix} "# + rows + #" \end{matrix} \right."#)
    guard case .glyphs(let run, at: let origin) = try #require(fenced.elements.first) else {
      return
    }
    let parts = run.glyphs.prefix { abs($0.position.x) < 1e-9 }
    let tops = parts.map {
      -(origin.y + $0.position.y) + font.metrics(of: $0.id).ascent * run.size
    }
    let bottoms = parts.map {
      -(origin.y + $0.position.y) - font.metrics(of: $0.id).descent * run.size
    }
    let extent = try #require(tops.max()) - (try #require(bottoms.min()))
    #expect(parts.count > 2)
    #expect(extent >= 0.9 * (table.ascent + table.descent))
    #expect(extent <= 1.1 * (table.ascent + table.descent))
  }

  @Test func `enlarges sums in display style`() throws {
    let small = try box(#"\sum"#)
    let large = try box(#"\sum"#, display: true)
    #expect(large.ascent + large.descent > 1.2 * (small.ascent + small.descent))
  }

  @Test func `aligns equations at their relation`() throws {
    let box = try box(#"\begin{aligned} a &= b \\ abc &= d \end{aligned}"#, display: true)
    let equals = try #require(font.glyph(for: "=", level: .text))
    var places: [Double] = []
    for element in box.elements {
      guard case .glyphs(let run, at: let origin) = element else { continue }
      places += run.glyphs.filter { $0.id == equals }.map { origin.x + $0.position.x }
    }
    try #require(places.count == 2)
    #expect(abs(places[0] - places[1]) < 1e-9)
  }

  @Test func `cuts an inline formula where a line may break`() throws {
    let formula = try MathFormula(tex: "a = b + (c = d)")
    let pieces = layout.pieces(for: formula, size: 10)
    let whole = layout.box(for: formula, size: 10, display: false)
    #expect(pieces.count == 3)
    #expect(abs(pieces.map(\.width).reduce(0, +) - whole.width) < 1e-9)
    #expect(pieces.map { $0.trailingSpace > 0 } == [true, true, false])
  }

  @Test func `reports characters that the font lacks`() throws {
    #expect(try box(#"\text{日}"#).missingScalars == ["日"])
  }

  @Test func `scales a box with everything in it`() throws {
    let box = try box(#"\frac{a}{b}"#)
    let half = box.scaled(by: 0.5)
    #expect(half.width == box.width / 2)
    #expect(half.scaled(by: 2) == box)
  }

  @Test func `refuses a font without mathematics`() throws {
    let path = try #require(Fonts.file(family: "TeX Gyre Pagella"), "install fonts-texgyre")
    #expect(throws: MathFontError.noMathTable(path: path)) {
      _ = try HarfBuzzMathFont(path: path, family: "TeX Gyre Pagella")
    }
  }

  @Test func `names a font file that is not there`() {
    #expect(throws: MathFontError.unreadable(path: "/nowhere.otf")) {
      _ = try HarfBuzzMathFont(path: "/nowhere.otf", family: "Nowhere")
    }
  }
}
