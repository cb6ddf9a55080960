import Chapters
import Testing

@Suite struct CellParsingTests {
  private func parse(_ text: String) -> Chapter { Chapter.parse(text, path: "chapters/a.md") }

  private func at(_ line: Int, _ column: Int) -> SourcePosition {
    SourcePosition(line: line, column: column)
  }

  @Test func `splits a cell into options and code`() throws {
    let chapter = parse(
      """
      ---
      title: T
      ---

      Text.

      ```{swift}
      //| label: fig-edges
      //| fig-cap: "Edges: *strong* ones"
      #| fig-width: 5.5
      //| echo: false
      let edges = 1

      print(edges)
      ```
      """)
    let cell = try #require(chapter.cells.first)
    #expect(cell.source == "let edges = 1\n\nprint(edges)")
    #expect(cell.position == at(12, 1))
    #expect(cell.labelPosition == at(8, 12))
    #expect(cell.options.label == "fig-edges")
    #expect(cell.options.figureCaption == "Edges: *strong* ones")
    #expect(cell.options.figureWidth == 5.5)
    #expect(cell.options.echo == .hidden)
    #expect(chapter.diagnostics.isEmpty)
  }

  @Test(arguments: ["{swift}", "{.swift .cell}", "{code-cell} swift", "{swift #x}", " {swift} "])
  func `knows the ways to write a cell`(info: String) {
    #expect(parse("```\(info)\nlet a = 1\n```\n").cells.map(\.source) == ["let a = 1"])
  }

  @Test func `reads MyST's options`() throws {
    let cell = try #require(
      parse("```{code-cell} swift\n:tags: [hide-input, raises-exception]\nlet a = 1\n```\n")
        .cells.first)
    #expect(cell.options.echo == .hidden)
    #expect(cell.options.error == .show)
    #expect(cell.source == "let a = 1")
  }

  @Test func `shows code that is no cell`() {
    let chapter = parse(
      "```swift {#lst-a lst-cap=\"Code\"}\nlet a = 1\n```\n\n```{{swift}}\nb\n```\n")
    var options = CellOptions()
    options.listingLabel = "lst-a"
    options.listingCaption = "Code"
    #expect(
      chapter.blocks == [
        .code(
          .init(
            text: "let a = 1", language: "swift",
            attributes: Attributes(label: "lst-a", values: ["lst-cap": "Code"]),
            position: at(2, 1), options: options)),
        .code(
          .init(text: "```{swift}\nb\n```", language: "markdown", position: at(5, 1))),
      ])
  }

  @Test func `code that is shown has its options behind its fence, or from the chapter`() {
    func options(_ fence: String, settings: String = "") -> CellOptions? {
      let chapter = parse("\(settings)```\(fence)\nx\n```\n")
      #expect(chapter.diagnostics.isEmpty)
      guard case .code(let code)? = chapter.blocks.first else { return nil }
      return code.options
    }
    let folded = options("{.python .wide code-fold=true code-summary=\"Look: here\"}")
    #expect(folded?.codeFold == .folded)
    #expect(folded?.codeSummary == "Look: here")
    #expect(folded?.classes == ["wide"])
    #expect(options("{.python .numberLines}")?.numbersCodeLines == true)
    #expect(options("python {code-overflow=wrap}")?.codeOverflow == .wrap)
    let top = "---\ncode-line-numbers: true\ncode-fold: true\n---\n"
    #expect(options("python", settings: top)?.numbersCodeLines == true)
    // Only code that ran is folded for a whole chapter.
    #expect(options("python", settings: top)?.codeFold == CellOptions.Folding.none)
  }

  @Test func `finds cells in lists, quotes and divisions, in order`() {
    let chapter = parse(
      """
      ::: {.callout-tip}
      - a

        ```{swift}
          let one = 1
        ```
      :::

      > ```{swift}
      > let two = 2
      > ```
      """)
    #expect(chapter.cells.map(\.source) == ["  let one = 1", "let two = 2"])
    #expect(chapter.cells.map(\.position) == [at(5, 3), at(10, 3)])
    #expect(chapter.cells.map(\.index) == [0, 1])
    #expect(chapter.cells.map(\.name) == ["cell-1", "cell-2"])
  }

  @Test func `starts every cell from the chapter's options`() throws {
    let chapter = parse(
      """
      ---
      execute:
        echo: false
        timeout: 5m
        memory: 2GB
        error: true
      code-fold: show
      ---
      ```{swift}
      //| echo: true
      let a = 1
      ```
      """)
    let options = try #require(chapter.cells.first?.options)
    #expect(options.echo == .shown)
    #expect(options.timeout == 300)
    #expect(options.memory == 2_000_000_000)
    #expect(options.error == .show)
    #expect(options.codeFold == .open)
    #expect(chapter.frontMatter.timeout == 300)
  }

  @Test func `tells of an option of Quarto's that means nothing here, and why`() {
    let text = "```{swift}\n//| fig-env: sidewaysfigure\n//| id: a\nlet a = 1\n```\n"
    #expect(
      Chapter.parse(text, path: "a.md").diagnostics.map(\.description) == [
        """
        a.md:2:5: warning: option 'fig-env' has no effect
          2 | //| fig-env: sidewaysfigure
            |     ^~~~~~~
          why: it names an environment of LaTeX, which handouts do without
          fix: remove the line
        """,
        """
        a.md:3:5: warning: option 'id' has no effect
          3 | //| id: a
            |     ^~
          why: a cell is named by its label
          fix: write 'label:'
        """,
      ])
  }

  @Test func `reads each kind of option`() throws {
    let cell = try #require(
      parse(
        """
        ```{swift}
        //| eval: false
        //| output: asis
        //| include: false
        //| warning: false
        //| error: trap
        //| cache: refresh
        //| dependson: [one, two]
        //| fig-subcap:
        //|   - First
        //|   - Second
        //| fig-alt: Alt
        //| tbl-cap: Table
        //| lst-cap: Listing
        //| lst-label: lst-a
        //| code-fold: true
        //| code-summary: Show it
        //| timeout: 90
        //| memory: 512MiB
        //| seed: 7
        //| inputs: data.csv
        //| tags: [remove-stderr]
        let a = 1
        ```
        """
      ).cells.first)
    var expected = CellOptions()
    expected.eval = false
    expected.output = .asis
    expected.include = false
    expected.warning = false
    expected.error = .trap
    expected.refreshesCache = true
    expected.dependsOn = ["one", "two"]
    expected.figureSubcaptions = ["First", "Second"]
    expected.figureAlts = ["Alt"]
    expected.tableCaption = "Table"
    expected.listingCaption = "Listing"
    expected.listingLabel = "lst-a"
    expected.codeFold = .folded
    expected.codeSummary = "Show it"
    expected.timeout = 90
    expected.memory = 536_870_912
    expected.seed = 7
    expected.inputs = ["data.csv"]
    expected.tags = ["remove-stderr"]
    #expect(cell.options == expected)
    #expect(cell.position.line == 23)
  }

  @Test func `reads the values in captions in the state of their cell`() {
    let chapter = parse(
      """
      ```{swift}
      let a = 1
      ```

      ```{swift}
      //| fig-cap: "After `{swift} epochs` epochs"
      let b = 2
      ```

      Then `{swift} b`.
      """)
    #expect(chapter.inlineValues.map(\.expression) == ["epochs", "b"])
    #expect(chapter.inlineValues.map(\.cell) == [1, 1])
  }
}
