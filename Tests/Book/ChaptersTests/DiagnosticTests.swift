import Chapters
import Testing

@Suite struct DiagnosticTests {
  @Test func `is laid out with its line, its reason and its remedy`() {
    let diagnostic = Diagnostic(
      .error, file: "chapters/03-convolution.md", at: SourcePosition(line: 41, column: 25),
      length: 7, "'kernels' is used before any cell defines it",
      sourceLine: "let edges = conv(image, kernels[0])",
      why: "a cell sees only the cells above it in its chapter",
      fix: "move this cell below 'make-kernels'")
    #expect(
      diagnostic.description == """
        chapters/03-convolution.md:41:25: error: 'kernels' is used before any cell defines it
          41 | let edges = conv(image, kernels[0])
             |                         ^~~~~~~
          why: a cell sees only the cells above it in its chapter
          fix: move this cell below 'make-kernels'
        """)
  }

  @Test func `keeps tabs before the caret and ends with the line`() {
    let diagnostic = Diagnostic(
      .warning, file: "a.md", at: SourcePosition(line: 7, column: 3), length: 40, "long",
      sourceLine: "\tab cd")
    #expect(
      diagnostic.description == "a.md:7:3: warning: long\n  7 | \tab cd\n    | \t ^~~~")
  }

  @Test func `survives a column beyond its line`() {
    let diagnostic = Diagnostic(
      .error, file: "a.md", at: SourcePosition(line: 1, column: 9), "end", sourceLine: "abc")
    #expect(diagnostic.description == "a.md:1:9: error: end\n  1 | abc\n    |    ^")
  }

  @Test func `has a form in JSON`() throws {
    let diagnostic = Diagnostic(
      .error, file: "chapters/a.md", at: SourcePosition(line: 2, column: 5), length: 3, "wrong")
    #expect(
      try diagnostic.json() == """
        {"file":"chapters/a.md","length":3,"message":"wrong",\
        "position":{"column":5,"line":2},"severity":"error"}
        """)
  }

  @Test(arguments: [
    ("fig-capp", "fig-cap"), ("tmeout", "timeout"), ("lable", "label"), ("ecoh", "echo"),
  ])
  func `finds the nearest name`(name: String, nearest: String) {
    #expect(nearestName(to: name, among: ["echo", "fig-cap", "label", "timeout"]) == nearest)
  }

  @Test func `finds no name that is too far`() {
    #expect(nearestName(to: "colour", among: ["echo", "label"]) == nil)
  }
}
