import Execution
import Testing

@Suite struct DependencyGraphTests {
  private func needs(_ cells: String...) -> [[Int]] {
    DependencyGraph(cells.map { CellNames($0) }).needs
  }

  @Test func `a cell needs the cells that define what it reads`() {
    #expect(needs("let x = 1", "let y = 2", "print(x)") == [[], [], [0]])
  }

  @Test func `a name defined anew hides the earlier one`() {
    #expect(needs("let x = 1", "let x = 2", "print(x)") == [[], [], [1]])
    #expect(needs("let x = 1", "let x = x + 1", "print(x)") == [[], [0], [1]])
  }

  @Test func `overloads count as long as none takes the same`() {
    #expect(
      needs("func f(_ x: Int) {}", "func f(_ x: String) {}", "f(1)") == [[], [], [0, 1]])
    #expect(needs("func f(_ x: Int) {}", "func f(_ y: Int) {}", "f(1)") == [[], [], [1]])
  }

  @Test func `a name of a block is no name of the cell`() {
    #expect(needs("let x = 1", "do { let x = 2; print(x) }\n", "print(x)") == [[], [0], [0]])
  }

  @Test func `whoever reads a variable needs the cells that may have changed it`() {
    #expect(needs("var x = [1]", "x.append(2)\nprint()", "print(x)") == [[], [0], [0, 1]])
    #expect(needs("var x = 1", "x += 1", "print(x)") == [[], [0], [0, 1]])
    #expect(needs("var m = f()", "train(&m)", "m(batch)") == [[], [0], [0, 1]])
    #expect(needs("var x = [1]", "let y = x.popLast()", "print(x)") == [[], [0], [0, 1]])
  }

  @Test func `reading a variable changes nothing`() {
    #expect(needs("var x = [1]", "print(x.count, x[0])", "print(x)") == [[], [0], [0]])
  }

  @Test func `a function changes what its body changes, for whoever calls it`() {
    #expect(
      needs("var n = 0", "func bump() { n += 1 }", "bump()\nprint()", "print(n)")
        == [[], [0], [0, 1], [0, 1, 2]])
  }

  @Test func `a parameter is not the variable of the same name`() {
    #expect(
      needs("var n = 0", "func f(_ n: Int) -> Int { n }", "[1].map { n in n }") == [[], [], []])
  }

  @Test func `a member of an extension is found behind its dot`() {
    #expect(
      needs("extension Array { var middle: Int { 0 } }", "print(1)", "[1].middle") == [[], [], [0]])
  }

  @Test func `what changes the whole process is needed by every cell below`() {
    #expect(needs("setenv(\"A\", \"1\", 1)", "print(1)") == [[], [0]])
    #expect(
      needs("FileManager.default.changeCurrentDirectoryPath(\"a\")", "print(1)") == [[], [0]])
  }

  @Test func `classes share references, so every cell needs those above`() {
    #expect(needs("print(1)", "class Model {}", "print(2)") == [[], [0], [0, 1]])
  }

  @Test func `the closure holds all that must run`() {
    let graph = DependencyGraph(
      ["let a = 1", "let b = a", "let c = 3", "print(b)"].map { CellNames($0) })
    #expect(graph.closure(of: [3]) == [0, 1, 3])
  }
}
