import Chapters
import Testing

@Suite struct PanelLayoutTests {
  private func layout(_ options: String...) throws -> PanelLayout {
    let lines = options.map { "//| \($0)\n" }.joined()
    let chapter = Chapter.parse("```{swift}\n\(lines)let a = 1\n```\n", path: "a.md")
    #expect(chapter.diagnostics.isEmpty)
    return try #require(chapter.cells.first).options.layout
  }

  private func widths(_ layout: PanelLayout, _ count: Int) -> [[Double]]? {
    layout.slots(for: count)?.map { row in row.map { $0.isGap ? -$0.width : $0.width } }
  }

  @Test func `columns make rows of so many, and rows as few columns as hold all`() throws {
    #expect(try widths(layout("layout-ncol: 2"), 3) == [[0.5, 0.5], [0.5, 0.5]])
    #expect(try widths(layout("layout-nrow: 2"), 3) == [[0.5, 0.5], [0.5, 0.5]])
    #expect(try widths(layout("layout-nrow: 1"), 4) == [[0.25, 0.25, 0.25, 0.25]])
    #expect(try widths(layout(), 4) == nil)
  }

  @Test func `widths are shares of their row, negative ones are gaps, the last row is repeated`()
    throws
  {
    #expect(try widths(layout("layout: [[3, 1], [1]]"), 3) == [[0.75, 0.25], [1]])
    #expect(try widths(layout("layout: [40, -20, 40]"), 2) == [[0.4, -0.2, 0.4]])
    #expect(try widths(layout("layout: [[1], [1, 1]]"), 4) == [[1], [0.5, 0.5], [0.5, 0.5]])
  }

  @Test(arguments: ["layout: wide", "layout: [[-1]]", "layout: [[0]]", "layout-ncol: 0"])
  func `refuses rows in which nothing could stand`(option: String) {
    let chapter = Chapter.parse("```{swift}\n//| \(option)\nlet a = 1\n```\n", path: "a.md")
    #expect(chapter.diagnostics.map(\.severity) == [.error])
  }
}
