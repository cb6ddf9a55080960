import MathTypesetting
import Testing

@Suite struct MathErrorTests {
  /// Returns what the parser has to say about `tex`.
  private func error(in tex: String) throws -> MathError {
    try #require(throws: MathError.self) { _ = try MathFormula(tex: tex) }
  }

  @Test func `suggests the command that was probably meant`() throws {
    let error = try error(in: #"x + \fracc{1}{2}"#)
    #expect(error.message == #"unknown command '\fracc'; did you mean '\frac'?"#)
    #expect(error.fix == #"Write '\frac', or '\mathrm{fracc}' for a name of your own."#)
    #expect(error.offset == 4)
    #expect(error.length == 6)
  }

  @Test func `suggests operatorname when nothing is near`() throws {
    let error = try error(in: #"\convolution(x)"#)
    #expect(error.message == #"unknown command '\convolution'"#)
    #expect(error.fix == #"Write '\operatorname{convolution}' for a name of your own."#)
  }

  @Test func `counts offsets in bytes`() throws {
    #expect(try error(in: #"αβ \nope"#).offset == 5)
  }

  @Test(arguments: [
    ("{x", "'{' is never closed"),
    ("x}", "'}' without a '{' before it"),
    ("x^1^2", "a second superscript on the same symbol"),
    ("x_1_2", "a second subscript on the same symbol"),
    ("x^", "'^' needs something after it"),
    (#"\frac{1}"#, #"'\frac' needs something after it"#),
    (#"\left( x"#, #"'\left' has no matching '\right'"#),
    (#"x \right)"#, #"'\right' without a '\left' before it"#),
    (#"\left x \right)"#, #"'\left' needs a delimiter after it, and found 'x'"#),
    (#"\begin{pmatri} 1 \end{pmatri}"#, "unknown environment 'pmatri'; did you mean 'pmatrix'?"),
    (#"\begin{cases} 1 \end{matrix}"#, #"'\begin{cases}' is ended by '\end{matrix}'"#),
    (#"\begin{matrix} 1"#, #"'\begin{matrix}' is never ended"#),
    (#"\begin{array}{lx} 1 \end{array}"#, #"unknown column 'x' in '\begin{array}{lx}'"#),
    ("a & b", "'&' outside of a table"),
    (#"a \\ b"#, #"'\\' outside of a table"#),
    (#"\text{a \alpha}"#, #"'\alpha' inside of '\text', which takes plain words only"#),
    (#"\not x"#, #"'\not' does not know how to strike out what follows it"#),
    (#"\sqrt[3{x}"#, "'[' is never closed"),
    ("\\", "the formula ends in a single backslash"),
    ("  ", "the formula is empty"),
    ("a $ b", "a dollar inside of a formula"),
    (#"x \label{eq}"#, #"'\label' has no meaning here"#),
  ])
  func `says what is wrong`(tex: String, message: String) throws {
    let error = try error(in: tex)
    #expect(error.message == message)
    #expect(!error.fix.isEmpty)
    #expect(error.offset + error.length <= tex.utf8.count)
  }

  @Test func `stops before deep nesting exhausts the stack`() throws {
    let tex = String(repeating: "{", count: 50_000) + "x" + String(repeating: "}", count: 50_000)
    #expect(try error(in: tex).message == "the formula is nested more than 100 levels deep")
  }
}
