import CellOutputs
import Chapters
import Reports
import Testing

/// Parts of a chapter that stand only in some formats or profiles.
@Suite struct ConditionalContentTests {
  private func made(
    _ text: String, for audience: Audience, results: [CellResult] = []
  ) -> (outline: String, diagnostics: [String]) {
    let (report, diagnostics) = builder.document(
      .init(Chapter.parse(text, path: "notes.md"), results: results), for: audience)
    return (OutlineRenderer().outline(of: report), diagnostics.map(\.description))
  }

  private let text = """
    # T

    Everyone[, on paper]{.content-visible when-format="pdf"} reads this.

    ::: {.content-visible when-format="html"}
    On pages only.
    :::

    ::: {.callout-note .content-hidden when-profile="quick"}
    With time enough.
    :::
    """

  @Test(arguments: [
    (ReportFormat?.none, "quick", [true, true, false]), (.html, "quick", [false, true, false]),
    (.pdf, "quick", [true, false, false]), (.ipynb, "quick", [false, false, false]),
    (.pdf, "full", [true, false, true]), (.html, "full", [false, true, true]),
  ])
  func `a report holds what is for its format and its profile`(
    format: ReportFormat?, profile: String, held: [Bool]
  ) {
    let audience = Audience(format: format, profile: profile, profiles: ["full"])
    let (outline, diagnostics) = made(text, for: audience)
    #expect(diagnostics.isEmpty)
    #expect(outline.contains("Everyone"))
    let parts = ["on paper", "On pages only", "With time enough"]
    #expect(parts.map { outline.contains($0) } == held)
  }

  private let figures = """
    # T

    ::: {.content-visible when-format="html"}
    ![One](a.png){#fig-one}

    A note.[^n]

    ```{swift}
    let x = 1
    ```
    :::

    ![Two](b.png){#fig-two}

    See @fig-two[ and @fig-one]{.content-visible when-format=html}.[^m] It is `{swift} x`.

    [^n]: The first.
    [^m]: The second.
    """

  @Test func `numbers run without gaps, and a cell that is left out has run`() {
    let results = [CellResult(inlineValues: ["x": "17"])]
    let page = made(figures, for: Audience(format: .html), results: results)
    #expect(page.diagnostics.isEmpty)
    #expect(page.outline.contains("Figure 2"))
    let paper = made(figures, for: Audience(format: .pdf), results: results)
    #expect(paper.diagnostics.isEmpty)
    #expect(paper.outline.contains("Figure 1") && !paper.outline.contains("Figure 2"))
    #expect(paper.outline.contains("17"))
    #expect(!paper.outline.contains("The first."))
    #expect(paper.outline.contains("The second."))
  }

  @Test func `a sentence must not refer to what its format leaves out`() {
    let text = """
      # T

      See @fig-one.

      ::: {.content-visible when-format="html"}
      ![One](a.png){#fig-one}
      :::
      """
    #expect(made(text, for: Audience(format: .html)).diagnostics.isEmpty)
    #expect(
      made(text, for: Audience(format: .pdf)).diagnostics == [
        """
        notes.md:3:5: error: 'fig-one' stands in a part that is left out of 'pdf' with the profile 'quick'
          3 | See @fig-one.
            |     ^~~~~~~~
          why: nothing is there to refer to
          fix: put this sentence under the same condition
        """
      ])
  }

  @Test func `a profile that nothing declares is a mistake`() {
    let text = "# T\n\n::: {.content-visible when-profile=\"ful\"}\na\n:::\n"
    #expect(
      made(text, for: Audience(profiles: ["full"])).diagnostics == [
        """
        notes.md:3:1: error: there is no profile 'ful'
          3 | ::: {.content-visible when-profile="ful"}
            | ^~~
          fix: did you mean 'full'?
        """
      ])
    #expect(
      made("# T\n\n[a]{.content-hidden when-profile=slow}\n", for: Audience()).diagnostics == [
        """
        notes.md:3:1: error: there is no profile 'slow'
          3 | [a]{.content-hidden when-profile=slow}
            | ^
          fix: declare it under 'profiles:'
        """
      ])
  }
}
