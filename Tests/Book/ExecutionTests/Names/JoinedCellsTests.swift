import Execution
import Testing

/// How cells are written that stand in one file; that such files compile, `EditorTests` shows.
@Suite struct JoinedCellsTests {
  private func sources(_ cells: String...) -> [String] {
    JoinedCells(cells).parts.map(\.source)
  }

  @Test func `cells whose names have one meaning stay as they are`() {
    let cells = ["let a = 1", "print(a)\nprivate struct B {}", "", "func f(a: Int) { B() }"]
    #expect(JoinedCells(cells).parts.map(\.source) == cells)
    #expect(JoinedCells(cells).parts.allSatisfy { $0.renamed.isEmpty })
  }

  @Test func `the old meaning of a value has another name where it is defined and read`() {
    let joined = JoinedCells([
      "var small = 1", "small += 2 // small", "let small = \"a\"", "print(small)",
    ])
    #expect(
      joined.parts.map(\.source) == [
        "var small_replaced_0 = 1", "small_replaced_0 += 2 // small", "let small = \"a\"",
        "print(small)",
      ])
    #expect(joined.parts[1].renamed == ["small": "small_replaced_0"])
    #expect(joined.parts[3].renamed.isEmpty)
  }

  @Test func `a cell that makes a new value of the old one reads the old one`() {
    #expect(
      sources("let x = 1", "let x = x + 1", "let x = x * x; print(x)") == [
        "let x_replaced_0 = 1", "let x_replaced_1 = x_replaced_0 + 1",
        "let x = x_replaced_1 * x_replaced_1; print(x)",
      ])
  }

  @Test func `the new meaning of a type stands in a type of its own`() {
    #expect(
      sources("struct A {}", "private struct A { var a = 1 }", "A().a") == [
        "struct A {}", "        enum A_2 { struct A { var a = 1 } }", "A_2.A().a",
      ])
  }

  @Test func `a member that two extensions add has the last one's meaning`() {
    #expect(
      sources(
        "extension Int { var half: Int { 1 } }", "extension Int { var half: String { \"\" } }") == [
          "extension Int { var half_replaced: Int { 1 } }",
          "extension Int { var half: String { \"\" } }",
        ])
  }

  @Test func `an overload is no new meaning`() {
    let cells = ["func f(_ a: Int) {}", "func f(_ a: String) {}", "f(1); f(\"\")"]
    #expect(JoinedCells(cells).parts.map(\.source) == cells)
  }
}
