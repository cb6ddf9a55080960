import Execution
import Testing

@Suite struct CellProgramTests {
  /// The parts of a cell, one word and the text each.
  private func parts(_ source: String) -> [String] {
    CellProgram(source).parts.map { part in
      switch part {
      case .imported(let fragment): "import \(fragment.text)"
      case .declaration(let fragment): "declaration \(fragment.text)"
      case .binding(let binding):
        "binding \(binding.names.joined(separator: " "))\(binding.throwsErrors ? " throws" : "")"
      case .statement(let fragment): "statement \(fragment.text)"
      case .displayed(let fragment): "displayed \(fragment.text)"
      case .directive(let line): "directive \(line)"
      }
    }
  }

  @Test func `keeps declarations apart from statements, in order`() {
    #expect(
      parts("import Foundation\nlet x = 1\nfunc f() {}\nprint(x)\nx + 1") == [
        "import import Foundation", "binding x", "declaration func f() {}", "statement print(x)",
        "displayed x + 1",
      ])
  }

  @Test(arguments: [("x = 3", "x = 3"), ("x += 1", "x += 1"), ("f();", "f()")])
  func `does not display an assignment, or what a semicolon ends`(
    source: String, statement: String
  ) {
    #expect(parts(source) == ["statement \(statement)"])
    #expect(parts("try \(source)") == ["statement try \(statement)"])
  }

  @Test func `displays a comparison`() {
    #expect(parts("x == 3") == ["displayed x == 3"])
  }

  @Test func `marks an initializer that may throw where it stands`() {
    #expect(parts("let (a, b) = try load()") == ["binding a b throws"])
    #expect(parts("let a = try? load()") == ["binding a"])
    #expect(parts("let f = { try load() }") == ["binding f"])
  }

  @Test func `runs a binding without a name as a statement`() {
    #expect(parts("let _ = f()\n") == ["statement let _ = f()"])
  }

  @Test func `places a thrown error at its first try`() throws {
    guard case .statement(let loop) = CellProgram("for i in 0..<3 {\n  try f(i)\n}").parts.first
    else {
      Issue.record("not a statement")
      return
    }
    #expect(loop.throwPlace == CellPlace(line: 2, column: 3))
  }
}
