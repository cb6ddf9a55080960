import CellOutputs
import Chapters
import Plots
import Reports
import Testing

/// The figures of a report: those that cells drew, and pictures made elsewhere.
@Suite struct FigureBlocksTests {
  @Test func `numbers figures with a label or a caption, and names their files`() {
    let text = """
      # T

      ```{swift}
      //| label: fig-loss
      //| fig-cap: "Loss *falls* at $x$"
      //| fig-alt: A falling line
      //| echo: false
      a
      ```

      ```{swift}
      //| label: curves
      //| echo: false
      b
      ```

      ```{swift}
      //| echo: false
      c
      ```

      As [-@fig-loss] shows.
      """
    let result = CellResult(outputs: [.figure(curve)])
    let report = document(text, results: [result, result, result]).report
    let figures = ReportsTests.figures(of: report)
    #expect(figures.map(\.number) == ["Figure\u{A0}1", nil, nil])
    #expect(figures.map { $0.parts[0].fileName }.prefix(2) == ["fig-loss", "curves"])
    #expect(figures[2].parts[0].fileName.wholeMatch(of: /figure-[0-9a-f]{16}/) != nil)
    #expect(figures[0].parts[0].altText == "A falling line")
    #expect(figures[1].parts[0].altText == curve.description)
    #expect(figures[0].caption.plainText == "Loss falls at x")
  }

  @Test func `names unlabelled figures by content, not by place`() {
    let one = document(
      "# T\n\n```{swift}\na\n```\n", results: [CellResult(outputs: [.figure(curve)])])
    let two = document(
      "# T\n\n```{swift}\nb\n```\n\n```{swift}\na\n```\n",
      results: [CellResult(), CellResult(outputs: [.figure(curve)])])
    let names = [one, two].map { built in figures(of: built.report).map { $0.parts[0].fileName } }
    #expect(names[0] == names[1])
    #expect(names[0].count == 1)
  }

  @Test func `sets several figures of a cell under one caption`() {
    let text = """
      # T

      ```{swift}
      //| label: fig-pair
      //| fig-cap: Both
      //| fig-subcap: [Left, "Right $r$"]
      //| fig-width: 3
      //| echo: false
      a
      ```

      Compare @fig-pair-a with [-@fig-pair-2].
      """
    let result = CellResult(
      outputs: [.figure(curve), .printed("between\n", stream: .output), .figure(curve)])
    let (report, diagnostics) = document(text, results: [result])
    let alt = curve.description
    #expect(
      OutlineRenderer().outline(of: report) == """
        # T
        chapter notes#notes: T
          figure #fig-pair: Figure 1 Both
            fig-pair-a (\(alt)): Left
            fig-pair-b (\(alt)): Right $r$
          output: between

          p: Compare [Figure 1 (a)](notes#fig-pair) with [1 (b)](notes#fig-pair).

        """)
    #expect(diagnostics.isEmpty)
    guard let figure = figures(of: report).first,
      let plot = figure.parts[0].content.figure
    else {
      Issue.record("no figure")
      return
    }
    #expect(plot.width == 3)
  }

  @Test func `shows pictures made elsewhere`() {
    let (report, diagnostics) = document(
      "# T\n\n![The *net*](img/net.png){#fig-net}\n", path: "book/notes.md")
    #expect(diagnostics.isEmpty)
    guard let figure = figures(of: report).first,
      case .picture(let bytes, let mediaType) = figure.parts[0].content
    else {
      Issue.record("no picture")
      return
    }
    #expect(bytes == Array("book/img/net.png".utf8))
    #expect(mediaType == "image/png")
    #expect(figure.number == "Figure\u{A0}1")
    #expect(figure.parts[0].altText == "The net")
  }

  @Test func `gathers the figures of a division under its label`() {
    let text = """
      # T

      ::: {#fig-both}
      ![One](a.png){#fig-one}

      ![Two](b.png)

      Both of *them*
      :::

      ![Three](c.png)
      """
    #expect(
      documentOutline(text).replacing(/figure-[0-9a-f]{16}/, with: "figure-…")
        == """
        # T
        chapter notes#notes: T
          figure #fig-both: Figure 1 Both of *them*
            fig-one (One): One
            figure-… (Two): Two
          figure: Figure 2 Three
            figure-… (Three)

        """)
  }
}
