import Chapters
import Foundation
import Notebooks
import Reports
import Testing

/// Cells within exercises and solutions, which others may need that stand behind them.
@Suite struct DivisionTests {
  private func notebook(of blocks: [ReportBlock]) async throws -> StoredNotebook {
    let report = Report(
      kind: .document, fileName: "notes", title: "T",
      chapters: [ReportChapter(number: nil, title: [.text("T")], slug: "notes", blocks: blocks)])
    let files = try await NotebookRenderer().files(for: report)
    return try JSONDecoder().decode(
      StoredNotebook.self, from: Data(try #require(files.first).bytes))
  }

  private func division(_ content: [ReportBlock]) -> ReportBlock {
    .division(
      kind: .solution, anchor: "sol-one", title: [.text("Solution 1")], content: content)
  }

  private let code = ReportBlock.cell([
    .code(CodeListing(lines: [[CodeToken("let a = 1", .plain)]], language: "swift"))
  ])

  @Test func `code in a solution is a cell of the notebook`() async throws {
    let inner = ReportBlock.division(kind: .plain, anchor: nil, title: [], content: [code])
    let notebook = try await notebook(of: [
      division([.paragraph([.text("Before.")]), inner, .paragraph([.text("Behind.")])])
    ])
    #expect(notebook.cells.map(\.cell_type) == ["markdown", "code", "markdown"])
    #expect(
      notebook.cells.map { $0.source.joined() } == [
        "# T\n\n<a id=\"sol-one\"></a>\n\n**Solution 1**\n\nBefore.", "let a = 1", "Behind.",
      ])
  }

  @Test func `a solution in words alone is one piece of Markdown`() async throws {
    let notebook = try await notebook(of: [division([.paragraph([.text("So.")])])])
    #expect(
      notebook.cells.map { $0.source.joined() } == [
        "# T\n\n<a id=\"sol-one\"></a>\n\n**Solution 1**\n\nSo."
      ])
  }
}
