import Foundation
import MathTypesetting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MathMLWriterTests {
  /// Returns the markup inside of `<math>` and its outermost row.
  private func content(_ tex: String, display: Bool = false) throws -> String {
    let markup = try MathFormula(tex: tex).mathML(display: display)
    let start = try #require(markup.range(of: "<mrow>"))
    let end = try #require(markup.range(of: "</mrow></math>"))
    return String(markup[start.upperBound..<end.lowerBound])
  }

  @Test(arguments: FormulaCorpus.formulas, [false, true])
  func `writes well-formed XML without TeX in it`(tex: String, display: Bool) throws {
    let markup = try MathFormula(tex: tex).mathML(display: display)
    let parser = XMLParser(data: Data(markup.utf8))
    #expect(parser.parse(), "\(tex): \(String(describing: parser.parserError))")
    #expect(!markup.contains("\\") || tex.contains("setminus"))
  }

  @Test func `names its kind and its alternative text`() throws {
    let markup = try MathFormula(tex: "x < 1").mathML(display: true)
    #expect(
      markup.hasPrefix(
        #"<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" alttext="x &lt; 1">"#))
  }

  @Test func `puts a thick space around relations and none inside of scripts`() throws {
    #expect(
      try content("a=b_{i=1}")
        == #"<mi>a</mi><mo lspace="0.2778em" rspace="0.2778em">=</mo><msub><mi>b</mi>"#
        + #"<mrow><mi>i</mi><mo lspace="0em" rspace="0em">=</mo><mn>1</mn></mrow></msub>"#)
  }

  @Test func `reads a sign with nothing on its left as a sign`() throws {
    #expect(try content("-x") == #"<mo lspace="0em" rspace="0em">−</mo><mi>x</mi>"#)
  }

  @Test func `sets limits above and below in display style only`() throws {
    #expect(try content(#"\sum_i^n"#, display: true).hasPrefix("<munderover>"))
    #expect(try content(#"\sum_i^n"#).hasPrefix("<msubsup>"))
    #expect(try content(#"\sum\limits_i^n"#).hasPrefix("<munderover>"))
    #expect(try content(#"\int_0^1"#, display: true).hasPrefix("<msubsup>"))
  }

  @Test func `keeps upright what TeX sets upright`() throws {
    #expect(try content(#"\Gamma"#) == #"<mi mathvariant="normal">Γ</mi>"#)
    #expect(try content(#"\mathrm{ReLU}"#) == "<mi>ReLU</mi>")
    #expect(try content(#"\mathbb{R}\mathbf{x}"#) == "<mi>ℝ</mi><mi>𝐱</mi>")
  }

  @Test func `lets only fences grow that the author asked to grow`() throws {
    #expect(try content("(x)").contains(#"stretchy="false">("#))
    #expect(try content(#"\left(x\right)"#).contains(#"stretchy="true">("#))
  }

  @Test func `draws primes once raised`() throws {
    #expect(
      try content("f''") == #"<mrow><mi>f</mi><mo lspace="0.06em" rspace="0em">″</mo></mrow>"#)
  }

  @Test(arguments: [
    (#"o = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1"#, "o = ⌊(n + 2p − k)/s⌋ + 1"),
    (#"\mathrm{ReLU}(x) = \max(0, x)"#, "ReLU(x) = max(0, x)"),
    (#"x_1^2 + e^{-x}"#, "x₁² + e^(−x)"),
    (#"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}"#, "[1, 0; 0, 1]"),
    (#"\sqrt[3]{x} \neq f'"#, "³√x ≠ f′"),
  ])
  func `has a plain text for everyone`(tex: String, text: String) throws {
    #expect(try MathFormula(tex: tex).plainText == text)
  }
}
