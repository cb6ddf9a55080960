import Chapters
import Testing

@Suite struct ContentConditionTests {
  private func parse(_ text: String) -> Chapter { Chapter.parse(text, path: "a.md") }

  private func condition(_ attributes: String) throws -> ContentCondition? {
    let chapter = parse("::: {\(attributes)}\nText\n:::\n")
    #expect(chapter.diagnostics.isEmpty)
    guard case .division(let division)? = chapter.blocks.first else { throw NoDivision() }
    return division.condition
  }

  private struct NoDivision: Error {}

  @Test(arguments: [
    (".content-visible when-format=html", [true, false, false]),
    (".content-visible unless-format=html", [false, true, true]),
    (".content-hidden when-format=\"pdf\"", [true, false, true]),
    (".content-hidden unless-format=pdf", [false, true, false]),
    (".content-visible when-format=\"html, ipynb\"", [true, false, true]),
    (".content-visible when-profile=full", [false, false, false]),
    (".content-hidden when-profile=quick", [false, false, false]),
    (".content-hidden unless-profile=quick", [true, true, true]),
    // Several tests hold together or not at all.
    (".content-visible when-profile=quick when-format=pdf", [false, true, false]),
    (".content-hidden when-profile=full when-format=pdf", [true, true, true]),
    (".content-visible", [true, true, true]), (".content-hidden", [false, false, false]),
  ])
  func `shows a part in the formats for which it is`(attributes: String, shown: [Bool]) throws {
    let condition = try #require(try condition(attributes))
    let found = ReportFormat.allCases.map { condition.shows(in: $0, profile: "quick") }
    #expect(found == shown)
    // All formats together hold what any of them does.
    #expect(condition.shows(in: nil, profile: "quick") == shown.contains(true))
  }

  @Test func `a division without one of the two classes is for everyone`() throws {
    #expect(try condition(".callout-note") == nil)
  }

  @Test func `running text may be for one format`() {
    let chapter = parse(
      "See the [film *and* [its page](https://example.org)]{.content-visible when-format=html}.")
    #expect(chapter.diagnostics.isEmpty)
    let html = ContentCondition(
      isHidden: false, tests: [.format([.html], isExpected: true)])
    #expect(
      chapter.blocks == [
        .paragraph([
          .text("See the "),
          .span(
            Inline.Span(
              content: [
                .text("film "), .emphasis([.text("and")]), .text(" "),
                .link(
                  target: "https://example.org", title: nil, content: [.text("its page")]),
              ], condition: html, position: SourcePosition(line: 1, column: 9))), .text("."),
        ])
      ])
  }

  @Test func `what only looks like words with attributes stays as it is`() {
    for text in [
      "An interval ]0, 1] {.x}", "`[code]{.x}`", "\\[no\\]{.x}", "a [1] b", "[open *a]{.x} b*",
    ] {
      let chapter = parse(text)
      #expect(chapter.diagnostics.isEmpty, "\(text)")
      guard case .paragraph(let content)? = chapter.blocks.first else { continue }
      let hasSpan = content.contains { if case .span = $0 { true } else { false } }
      #expect(!hasSpan, "\(text)")
    }
    #expect(parse("[open *a]{.x} b*").blocks != parse("open *a b*").blocks)
  }

  @Test func `refuses a format that is none, at its place`() {
    #expect(
      parse("Text\n\n::: {.content-visible when-format=\"htm\"}\nText\n:::\n").diagnostics
        .map(\.description) == [
          """
          a.md:3:36: error: there is no format 'htm'
            3 | ::: {.content-visible when-format="htm"}
              |                                    ^~~
            fix: did you mean 'html'?
          """
        ])
  }

  @Test func `tells of a condition that nothing makes one of`() {
    #expect(
      parse("::: {when-format=html}\nText\n:::\n").diagnostics.map(\.description) == [
        """
        a.md:1:1: warning: 'when-format' has no effect without '.content-visible' or '.content-hidden'
          1 | ::: {when-format=html}
            | ^~~
          fix: write '.content-visible' for a part that stands only then
        """
      ])
    #expect(
      parse("Some [words]{.smallcaps} here").diagnostics.map(\.description) == [
        """
        a.md:1:6: warning: the class '.smallcaps' of these words has no effect
          1 | Some [words]{.smallcaps} here
            |      ^
          why: only '.content-visible' and '.content-hidden' mean something in running text
          fix: write the words without brackets; '*' and '**' emphasize them
        """
      ])
    #expect(
      parse("Some [words]{.content-hidden when-meta=x} here").diagnostics.map(\.message) == [
        "attribute 'when-meta' has no effect"
      ])
  }
}
