import CellOutputs
import Chapters
import Reports
import Testing

/// What a report for notebooks has beyond those for pages, so that a notebook runs from top to bottom.
@Suite struct NotebookCodeTests {
  private let text = """
    ---
    params:
      epochs: 3
      rate: 0.5
      name: 'a "b"'
      fast: true
    ---
    # T

    ```{swift}
    //| include: false
    let hidden = 1
    ```

    ```{swift}
    //| echo: false
    hidden + 1
    ```

    ```{swift}
    //| eval: false
    launch()
    ```

    ```{swift}
    //| error: trap
    //| tags: [mine]
    fatalError()
    ```

    ```{swift}
    //| echo: fenced
    let shown = 2
    ```
    """

  /// The code of a report, and its tags.
  private func code(for format: ReportFormat?) -> [(text: String, tags: [String])] {
    let builder = ReportBuilder(
      highlight: { source, _ in
        source.split(separator: "\n").map { [CodeToken(String($0), .plain)] }
      }, readResource: { _ in [] })
    let (report, _) = builder.document(
      .init(Chapter.parse(text, path: "notes.md"), results: []), for: Audience(format: format))
    return report.chapters[0].blocks.flatMap { block -> [CodeListing] in
      guard case .cell(let content) = block else { return [] }
      return content.compactMap { if case .code(let listing) = $0 { listing } else { nil } }
    }.map { ($0.lines.map { $0.map(\.text).joined() }.joined(separator: "\n"), $0.tags) }
  }

  @Test func `a notebook has the parameters and all code, marked for those who run it`() {
    let code = code(for: .ipynb)
    #expect(
      code.map(\.text) == [
        """
        struct Parameters: Sendable {
          var epochs = 3
          var rate = 0.5
          var name = "a \\"b\\""
          var fast = true
        }
        let params = Parameters()
        """,
        "let hidden = 1", "hidden + 1", "launch()", "fatalError()", "let shown = 2",
      ])
    #expect(
      code.map(\.tags) == [
        ["parameters"], ["remove-cell"], ["remove-input"], ["skip-execution"],
        ["mine", "raises-exception"], [],
      ])
  }

  @Test func `pages have neither`() {
    let code = code(for: .html)
    #expect(code.map(\.text).first == "launch()")
    #expect(code.count == 3)
    #expect(code.map(\.tags) == [[], ["mine"], []])
  }
}
