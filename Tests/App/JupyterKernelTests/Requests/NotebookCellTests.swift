import Chapters
import JupyterKernel
import Testing

@Suite struct NotebookCellTests {
  @Test func `places are counted from the text's own first line`() throws {
    let cell = try #require(NotebookCell("let a = 1\na", name: "cell [1]", number: 0).cell)
    #expect(cell.source == "let a = 1\na")
    #expect(cell.position == SourcePosition(line: 1, column: 1))
  }

  @Test func `option lines count as in a chapter`() throws {
    let text = NotebookCell("//| fig-width: 4\n//| seed: 3\nplot", name: "cell [2]", number: 1)
    let cell = try #require(text.cell)
    #expect(cell.options.figureWidth == 4)
    #expect(cell.options.seed == 3)
    #expect(cell.source == "plot")
    #expect(cell.position.line == 3)
  }

  @Test func `a wrong option is told with its line`() {
    let text = NotebookCell("//| seed: many\n1", name: "cell [3]", number: 2)
    #expect(text.diagnostics.map(\.file) == ["cell [3]"])
    #expect(text.diagnostics.map(\.position?.line) == [1])
    #expect(text.diagnostics.map(\.severity) == [.error])
  }

  @Test func `backticks in the text do not end it`() throws {
    let source = "let s = \"\"\"\n```\n````\n\"\"\""
    #expect(try #require(NotebookCell(source, name: "c", number: 0).cell).source == source)
  }

  @Test func `an empty text has nothing to run`() {
    let text = NotebookCell(" \n\t\n", name: "c", number: 0)
    #expect(text.cell == nil)
    #expect(text.diagnostics.isEmpty)
  }
}
