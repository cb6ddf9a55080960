import Chapters
import Execution
import Foundation
import Testing

@Suite struct SourceOutlineTests {
  @Test(arguments: [
    ("let a = 1", "let  a=1"), ("let a = 1", "// why\nlet a = 1  // because"),
    ("f(1,\n  2)", "f(1, 2)"), ("let a = 1; let b = 2", "let a = 1\n\n\nlet b = 2"),
    ("if x { y() }", "if x\n{\n  /* then */ y()\n}"),
  ])
  func `comments and spaces mean nothing`(_ one: String, _ other: String) {
    let same = SourceOutline(one.replacing("; ", with: "\n"))
    #expect(same.whole == SourceOutline(other).whole)
  }

  @Test(arguments: [
    ("let a = 1", "let a = 2"), ("a\n-b", "a - b"), ("a\n(b)", "a(b)"), ("a ?b", "a? b"),
    ("print(\"a b\")", "print(\"a  b\")"), ("\"\"\"\n  a\n  \"\"\"", "\"\"\"\n   a\n  \"\"\""),
    ("print(#line)", "\nprint(#line)"), ("f { x in x }", "f { y in x }"),
  ])
  func `what the compiler would take otherwise is another outline`(_ one: String, _ other: String) {
    #expect(SourceOutline(one).whole != SourceOutline(other).whole)
  }

  @Test func `a last expression that is displayed is no statement`() {
    let one = SourceOutline("let a = 1\nplot(a).size(height: 200)")
    let other = SourceOutline("let a = 1\nplot(a).size(height: 300)")
    #expect(one.statements == other.statements)
    #expect(one.whole != other.whole)
    let silent = SourceOutline("let a = 1\nplot(a);")
    #expect(silent.statements == silent.whole)
  }

  @Test func `knows the words of a source, and not those of its texts`() {
    let outline = SourceOutline("let `case` = Adam(rate: 1)  // SGD\nprint(\"MNIST\")")
    #expect(outline.identifiers.isSuperset(of: ["case", "Adam", "rate", "print"]))
    #expect(outline.identifiers.isDisjoint(with: ["SGD", "MNIST"]))
  }
}

@Suite struct DisplayedExpressionTests {
  private func onlyDisplays(_ cells: String..., options: String = "") -> Bool {
    let blocks = cells.dropLast().map { "```{swift}\n\($0)\n```\n" }
    let last = "```{swift}\n\(options)\(cells.last ?? "")\n```\n"
    let text = "# T\n\n" + blocks.joined(separator: "\n") + "\n" + last
    let program = ChapterProgram(Chapter.parse(Array(text.utf8), path: "chapters/01-t.md"))
    return program.onlyDisplays(program.units.count - 1)
  }

  @Test(arguments: [
    "plot(x).size(height: 200)", "x", "x.map { $0 + 1 }", "try f(x)", "print(x)",
    "Plot { Line(x: x, y: x) }",
  ])
  func `leaves everything as it was`(_ expression: String) {
    #expect(onlyDisplays("var x = [1]", expression))
  }

  @Test(arguments: [
    "x.popLast()", "try train(&x)", "x = [2]", "x += [2]", "swap(&x, &y)", "x.map { y.append($0) }",
    "try x.loadWeights(from: \"a\")", "let z = x", "if true { x }", "x.count;",
  ])
  func `changes or defines something`(_ expression: String) {
    #expect(!onlyDisplays("var x = [1]\nvar y = [1]", expression))
  }

  @Test func `is not trusted where functions change variables or values share storage`() {
    #expect(onlyDisplays("var x = 1\nfunc f() -> Int { x }", "f()"))
    #expect(!onlyDisplays("var x = 1\nfunc f() -> Int { x += 1; return x }", "f()"))
    #expect(!onlyDisplays("class Box { var x = 1 }\nlet box = Box()", "box.next"))
    #expect(!onlyDisplays("let x = 1", "x", options: "//| error: true\n"))
  }

  @Test func `each method that changes its value, of all that a cell imports, is known`() throws {
    let package = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in
      folder.deletingLastPathComponent()
    }
    var methods: Set<String> = []
    for shelf in ["Engine", "Cells", "Drawing/Plots", "Drawing/Graphics"] {
      let folder = package.appending(path: "Sources/\(shelf)")
      let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      for file in files ?? [] where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        methods.formUnion(
          text.matches(of: /public mutating func (\w+)/).map { String($0.1) })
      }
    }
    #expect(methods.count > 5)
    for method in methods.sorted() {
      #expect(!onlyDisplays("var x = 1", "x.\(method)()"), "x.\(method)() changes x")
    }
  }
}
