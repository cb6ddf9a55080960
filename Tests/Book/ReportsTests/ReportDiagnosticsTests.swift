import CellOutputs
import Chapters
import Plots
import Reports
import Testing

@Suite struct ReportDiagnosticsTests {
  private func messages(_ text: String, results: [CellResult] = []) -> [String] {
    document(text, results: results).diagnostics.map(\.description)
  }

  @Test func `names the nearest label for a reference without a target`() {
    #expect(
      messages("# T {#sec-intro}\n\nSee @sec-itnro.\n") == [
        """
        notes.md:3:5: error: nothing is labelled 'sec-itnro'
          3 | See @sec-itnro.
            |     ^~~~~~~~~~
          fix: did you mean '@sec-intro'?
        """
      ])
    #expect(
      messages("# T\n\nSee [-@fig-shapes].\n").first?.contains(
        "fix: give the label to a cell ('//| label: fig-shapes'), or behind a heading, "
          + "picture or formula ('{#fig-shapes}')") == true)
  }

  @Test func `finds references across chapters`() {
    let built = book([
      ("01-a", "# A\n\nSee @sec-x and @sec-y.\n", []), ("02-b", "# B {#sec-x}\n", []),
    ])
    #expect(built.diagnostics.map(\.message) == ["nothing is labelled 'sec-y'"])
    #expect(built.diagnostics.first?.file == "chapters/01-a.md")
  }

  @Test func `points into a formula at the command it does not know`() {
    #expect(
      messages("# T\n\nLet $a + \\fracc{1}{2}$ be.\n\n> $$\n> x +\n> \\alpa\n> $$\n").map {
        $0.prefix { $0 != ";" }.description
      } == [
        "notes.md:3:10: error: unknown command '\\fracc'",
        "notes.md:7:3: error: unknown command '\\alpa'",
      ])
    #expect(
      messages("# T\n\n$$\nx +\n  \\alpa\n$$\n").first?.hasPrefix(
        "notes.md:5:3: error: unknown command '\\alpa'") == true)
  }

  @Test func `tells which picture cannot be read`() {
    #expect(
      messages("# T\n\n![a](missing.png)\n\n![b](b.tiff)\n\nText ![c](c.png) here.\n") == [
        """
        notes.md:3:1: error: picture 'missing.png' cannot be read: there is no such file
          3 | ![a](missing.png)
            | ^~~~~~~~~~~
          fix: the path is relative to the chapter's folder
        """,
        """
        notes.md:5:1: error: 'b.tiff' is no picture that reports can show
          5 | ![b](b.tiff)
            | ^~~~~~
          fix: use a .png, .jpg or .svg file
        """,
        """
        notes.md:7:11: error: picture 'c.png' stands inside a line of text
          7 | Text ![c](c.png) here.
            |           ^~~~~
          fix: put it in a paragraph of its own
        """,
      ])
  }

  @Test func `tells of links that lead nowhere`() {
    #expect(
      messages("# T\n\n## Purpose\n\nSee [it](#purpos).\n") == [
        """
        notes.md:5:10: error: '#purpos' leads nowhere: notes has no heading or label 'purpos'
          5 | See [it](#purpos).
            |          ^~~~~~~
        """
      ])
  }

  @Test func `tells when a cell shows no figure for its label`() {
    #expect(
      messages("# T\n\n```{swift}\n//| label: fig-a\n1\n```\n", results: [CellResult()]) == [
        """
        notes.md:4:12: error: cell 'fig-a' shows no figure
          4 | //| label: fig-a
            |            ^~~~~
          why: the label's beginning promises one
          fix: end the cell with a plot or table, or rename it
        """
      ])
  }

  @Test func `tells when a value is read above the first cell`() {
    #expect(
      messages("# T\n\nIt is `{swift} a`.\n") == [
        """
        notes.md:3:16: error: the value of 'a' is not known
          3 | It is `{swift} a`.
            |                ^
          why: no cell above it was run
          fix: compute it in a cell above
        """
      ])
  }

  @Test func `lays out the parts of a figure, and tells of any other layout`() {
    let parts = "![A](a.png)\n\n![B](b.png)\n\nBoth.\n:::\n"
    let (report, diagnostics) = document("# T\n\n::: {#fig-two layout-ncol=1}\n\(parts)")
    #expect(diagnostics.isEmpty)
    let rows = figures(of: report).first?.arrangement.rows
    #expect(rows == [[PanelLayout.Slot(width: 1)], [PanelLayout.Slot(width: 1)]])
    #expect(
      messages("# T\n\n::: {layout-ncol=2}\n\(parts)") == [
        """
        notes.md:3:1: warning: the layout of this division is not followed
          3 | ::: {layout-ncol=2}
            | ^~~
          why: only the parts of a figure are laid out
          fix: give it a label that begins with 'fig-'
        """
      ])
  }

  @Test func `tells of a layout of tables, and of figures that have no caption in common`() {
    func told(_ outputs: [CellOutput], options: String = "") -> [String] {
      messages(
        "# T\n\n```{swift}\n//| layout-ncol: 2\n\(options)1\n```\n",
        results: [CellResult(outputs: outputs)])
    }
    let table = CellOutput.table(CellOutputs.Table(columns: [.init("a")], rows: [["1"]]))
    let figure = CellOutput.figure(Figure(.plot(Plot("Loss") { Line(x: [1, 2], y: [3, 4]) })))
    #expect(
      told([table, table]) == [
        """
        notes.md:5:1: warning: the layout of cell 'cell-1' is not followed
          5 | 1
            | ^
          why: only figures are laid out; its tables stand below each other
          fix: remove the option, or make one table of them
        """
      ])
    #expect(
      told([figure, figure]) == [
        """
        notes.md:5:1: warning: the layout of cell 'cell-1' is not followed
          5 | 1
            | ^
          why: only the parts of one figure are laid out, and its figures have no caption in common
          fix: write 'fig-cap', or a label that begins with 'fig-'
        """
      ])
    #expect(told([figure, figure], options: "//| fig-cap: Both\n").isEmpty)
    #expect(told([figure, figure, table], options: "//| fig-cap: Both\n").isEmpty)
    #expect(told([.value("1")]).isEmpty)
  }

  @Test func `tells of an attribute of a picture that it does not know`() {
    #expect(
      messages("# T\n\n![A](a.png){widht=50%}\n").first?.contains(
        "attribute 'widht' of a picture has no effect") == true)
  }

  @Test func `tells of what collapses and is no callout`() {
    #expect(
      messages("# T\n\n::: {#exr-a collapse=true}\na\n:::\n") == [
        """
        notes.md:3:1: warning: 'collapse' has no effect here
          3 | ::: {#exr-a collapse=true}
            | ^~~
          why: only callouts open and close
          fix: write '::: {.callout-note collapse="true"}'
        """
      ])
  }

  @Test func `places what is wrong in a caption at its cell`() {
    let text = "# T\n\n```{swift}\n//| fig-cap: \"See @fig-no <b>\"\n//| label: fig-a\n1\n```\n"
    let result = CellResult(outputs: [
      .figure(Figure(.plot(Plot("Loss") { Line(x: [1, 2], y: [3, 4]) })))
    ])
    let diagnostics = document(text, results: [result]).diagnostics
    #expect(diagnostics.contains { $0.message.contains("fig-no") })
    #expect(diagnostics.allSatisfy { $0.position?.line == 6 })
  }
}
