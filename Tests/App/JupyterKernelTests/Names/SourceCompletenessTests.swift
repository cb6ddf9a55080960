import JupyterKernel
import Testing

@Suite struct SourceCompletenessTests {
  @Test(arguments: [
    "1 + 1", "let x = 1", "print(\"a\")", "func f() {\n  g()\n}", "", "// a comment",
    "\"\"\"\ntext\n\"\"\"", "if a { b } else { c }", "x.map { $0 + 1 }", "struct S { var a = 1 }",
    "/* all */ let y = 2",
  ])
  func `a whole text is complete`(source: String) {
    #expect(SourceCompleteness(of: source) == .complete)
  }

  @Test(arguments: [
    ("func f() {", 2), ("func f() {\n  if x {", 4), ("f(1,", 2), ("let a = [1, 2", 2),
    ("let x =", 0),
    ("1 +", 0), ("\"\"\"\ntext", 0), ("/* open", 0), ("struct S {\n  var a = 1\n", 2),
  ])
  func `what may go on is incomplete, and says where the next line begins`(
    source: String, indent: Int
  ) {
    #expect(SourceCompleteness(of: source) == .incomplete(indent: indent))
  }

  @Test(arguments: ["}", "let = 3", "f(1))", "\"open", "func f() } {"])
  func `what nothing can mend is invalid`(source: String) {
    #expect(SourceCompleteness(of: source) == .invalid)
  }
}
