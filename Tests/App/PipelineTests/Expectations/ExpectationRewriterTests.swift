import CellOutputs
import Chapters
import Foundation
import Pipeline
import Reports
import TestSupport
import Testing

@Suite struct ExpectationRewriterTests {
  /// Writes a chapter, lets its cells show `shown`, and rewrites what is not met.
  private func rewriting(
    _ text: String, shown: [String]
  ) throws -> (text: String, left: [String]) {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "a.md")
    let chapter = Chapter.parse(text, path: "a.md")
    let executed = ReportBuilder.ExecutedChapter(
      chapter,
      results: shown.map { text in
        CellResult(
          outputs: text.isEmpty ? [] : [.value(text)],
          recorded: [RecordedValue(name: "accuracy", content: .number(0.75))])
      })
    let left = try ExpectationRewriter(root: folder.url).rewrite(executed.unmetExpectations)
    return (try folder.text(of: "a.md"), left.map(\.cell))
  }

  @Test func `rewrites only the options that are not met, and no other byte`() throws {
    let text = """
      # Title \r
      0.98 +- 0.01 in prose stays.

      ```{swift}
      //| expect: 0.98 +- 0.01 # as of spring
      //| label: one
      let a = 0.98
      ```

      > ```{swift}
      > #| expect:   "two words"
      > let b = 1
      > ```

      ```{swift}
      //| expect: {accuracy: 0.5 +- 0.1, other: x}
      let c = 1
      ```

      ```{swift}
      //| expect: 3
      let d = 3
      ```
      """
    let (changed, left) = try rewriting(text, shown: ["0.9312", "a \"b\": c", "1", "3"])
    let expected = text.replacing("//| expect: 0.98 +- 0.01 #", with: "//| expect: 0.93 +- 0.01 #")
      .replacing("\"two words\"", with: #""a \"b\": c""#)
      .replacing("0.5 +- 0.1", with: "0.8 +- 0.1")
    #expect(changed == expected)
    // Nothing is recorded as 'other'.
    #expect(left == ["cell-3"])
  }

  @Test func `rewrites a block of lines, and keeps Windows' line ends`() throws {
    let text =
      "```{swift}\r\n//| expect: |\r\n//|   one\r\n//|   two\r\n//| label: a\r\nf()\r\n```\r\n"
    let (changed, left) = try rewriting(text, shown: ["three\nfour"])
    #expect(
      changed
        == "```{swift}\r\n//| expect: \"three\\nfour\"\r\n//| label: a\r\nf()\r\n```\r\n")
    #expect(left.isEmpty)
  }

  @Test func `leaves what shows nothing, and what stands behind the fence`() throws {
    let text = "```{swift}\n//| expect: 1\nf()\n```\n\n```{swift expect=1}\ng()\n```\n"
    let (changed, left) = try rewriting(text, shown: ["", "2"])
    #expect(changed == text)
    #expect(left.sorted() == ["cell-1", "cell-2"])
  }

  @Test(arguments: ["true", "a: b", "# no", "-", "", "null", "x, y", "1,234", "“quoted”", "a\tb"])
  func `what it writes is read back as it was`(shown: String) throws {
    let (changed, left) = try rewriting(
      "```{swift}\n//| expect: old\nf()\n```\n", shown: [shown.isEmpty ? "-" : shown])
    #expect(left.isEmpty)
    let cell = try #require(Chapter.parse(changed, path: "a.md").cells.first)
    #expect(cell.options.expectations.first?.text == (shown.isEmpty ? "-" : shown))
  }
}
