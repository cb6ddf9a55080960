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
        "//| output: false\nlet hidden = 1", "hidden + 1", "//| eval: false\nlaunch()",
        "fatalError()", "let shown = 2",
      ])
    #expect(
      code.map(\.tags) == [
        ["parameters"], ["remove-cell"], ["remove-input"], ["skip-execution"],
        ["mine", "raises-exception"], [],
      ])
  }

  @Test func `a failure's line is counted in the code as the notebook has it`() {
    let text = "```{swift}\n//| error: trap\n//| fig-width: 4\nlet a = 1\nfatalError()\n```"
    var result = CellResult()
    result.failure = CellFailure(kind: .trap, message: "stopped", line: 5)
    let builder = ReportBuilder(highlight: { _, _ in [] }, readResource: { _ in [] })
    let titles = [ReportFormat.html, .ipynb].map { format in
      let (report, _) = builder.document(
        .init(Chapter.parse(text, path: "notes.md"), results: [result]),
        for: Audience(format: format))
      return report.chapters[0].blocks.flatMap(\.withDescendants).compactMap { block in
        if case .failure(let title, _) = block { title } else { nil }
      }
    }
    #expect(titles == [["This cell crashed in line 2"], ["This cell crashed in line 3"]])
  }

  @Test func `pages have neither`() {
    let code = code(for: .html)
    #expect(code.map(\.text).first == "launch()")
    #expect(code.count == 3)
    #expect(code.map(\.tags) == [[], ["mine"], []])
  }
}
