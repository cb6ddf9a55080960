import CellOutputs
import Chapters
import Plots
import Reports
import Testing

@Suite struct ReportBuilderTests {
  // MARK: Outputs

  @Test func `lines that end as on Windows are lines wherever a cell shows them`() {
    let results = [
      CellResult(
        outputs: [
          .printed("one\r\ntwo\r\n", stream: .output), .value("three\r\nfour"),
          .table(Table(columns: [.init("k\r\nl")], rows: [["5\r\n6"]], totals: [["7\r\n8"]])),
        ],
        failure: CellFailure(kind: .throw, message: "nine\r\nten", line: nil, fix: nil))
    ]
    let outline = documentOutline("# T\n\n```{swift}\na\n```\n", results: results)
    for lines in ["one\ntwo\n", "three\nfour", "k\nl", "5\n6", "7\n8", "nine\nten"] {
      #expect(outline.contains(lines))
    }
    #expect(!outline.utf8.contains(UInt8(ascii: "\r")))
  }

  @Test func `places code and outputs as the options ask`() {
    let text = """
      # T

      ```{swift}
      //| tbl-cap: Sizes
      //| label: tbl-sizes
      //| echo: fenced
      let a = 1
      ```

      ```{swift}
      //| output: asis
      //| code-fold: true
      b
      ```

      ```{swift}
      //| include: false
      c
      ```

      ```{swift}
      //| output: false
      d
      ```
      """
    let table = Table(
      columns: [.init("k", alignment: .right), .init("size")], rows: [["2", "a"]],
      totals: [["2", "all"]])
    let results = [
      CellResult(outputs: [
        .printed("one ", stream: .output), .printed("two\n", stream: .output),
        .printed("oh\n", stream: .error), .value("3"), .table(table),
      ]),
      CellResult(outputs: [
        .printed("- see @tbl-sizes\n", stream: .output), .markdown("**bold** $x$"),
      ]),
      CellResult(outputs: [.value("hidden")]),
      CellResult(outputs: [.value("hidden")]),
    ]
    #expect(
      documentOutline(text, results: results) == """
        # T
        chapter notes#notes: T
          cell
            ```{swift}
            //| tbl-cap: Sizes
            //| label: tbl-sizes
            //| echo: fenced
            let a = 1
            ```
          output: one two

          error output: oh

          output: 3
          table #tbl-sizes: Table 1 Sizes
            k | size
            2 | a
            2 | all
          cell: Listing 1
            b
          list
            p: see [Table 1](notes#tbl-sizes)
          p: **bold** $x$
          cell
            d

        """)
  }

  @Test func `shows a failure in its place and keeps the numbers behind it`() {
    let text = """
      # T

      ```{swift}
      //| label: fig-a
      a
      ```

      ```{swift}
      //| label: fig-b
      b
      ```

      See @fig-a and @fig-b.
      """
    let (report, diagnostics) = document(
      text,
      results: [
        CellResult(
          failure: CellFailure(kind: .trap, message: "index out of range", line: 5, fix: "Mind it.")
        ),
        CellResult(outputs: [.figure(curve)]),
      ])
    #expect(diagnostics.isEmpty)
    let outline = OutlineRenderer().outline(of: report)
    #expect(outline.contains("failure: This cell crashed in line 1: index out of range\nMind it."))
    #expect(outline.contains("p: See [Figure 1](notes#fig-a) and [Figure 2](notes#fig-b)."))
  }

  @Test func `keeps what a cell shows together, and a table below apart`() {
    let text = "# T\n\n```{swift}\na\n```\n\n| x |\n|---|\n| 1 |\n"
    let (report, _) = document(text, results: [CellResult(outputs: [.figure(curve)])])
    guard report.chapters[0].blocks.count == 2,
      case .cell(let shown) = report.chapters[0].blocks[0],
      case .table = report.chapters[0].blocks[1]
    else {
      Issue.record("expected a cell and a table")
      return
    }
    #expect(shown.count == 2)
  }

  @Test func `sets the mark of a note at its word`() {
    let outline = documentOutline("# T\n\nA word [^a]\n[^b].\n\n[^a]: One.\n[^b]: Two.\n")
    #expect(outline.contains("p: A word[^1][^2]."))
  }

  @Test func `fills inline values in from the cell above`() {
    let text = """
      # T

      ```{swift}
      //| echo: false
      let a = 1
      ```

      It is `{swift} a`, not `{swift} b`.
      """
    let (report, diagnostics) = document(text, results: [CellResult(inlineValues: ["a": "1"])])
    #expect(OutlineRenderer().outline(of: report).contains("p: It is 1, not `b`."))
    #expect(
      diagnostics.map(\.description) == [
        """
        notes.md:8:33: error: the value of 'b' is not known
          8 | It is `{swift} a`, not `{swift} b`.
            |                                 ^
          why: the cells above did not hand it over
        """
      ])
  }

  @Test func `fills inline values above the first cell in`() {
    let chapter = Chapter.parse("# T\n\n`{swift} params.epochs` epochs.\n", path: "notes.md")
    let (report, diagnostics) = builder.document(
      .init(chapter, results: [], valuesOnTop: ["params.epochs": "2"]))
    #expect(OutlineRenderer().outline(of: report).contains("p: 2 epochs."))
    #expect(diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("50%", PictureWidth.fraction(0.5)), ("3in", .inches(3)), ("2.54cm", .inches(1)),
    ("96px", .inches(1)), ("wide", nil), ("-3in", nil),
  ])
  func `reads the width of a picture`(text: String, width: PictureWidth?) {
    #expect(PictureWidth(text) == width)
    let (report, diagnostics) = document("# T\n\n![a](a.png){width=\(text)}\n")
    guard let figure = figures(of: report).first else {
      Issue.record("no figure")
      return
    }
    #expect(figure.parts[0].width == width)
    #expect(diagnostics.isEmpty == (width != nil))
  }

  // MARK: Divisions and notes

  @Test func `titles callouts, exercises and solutions`() {
    let text = """
      # T

      ::: {.callout-warning title="Mind *it*"}
      a
      :::

      ::: {.callout-note}
      ### Own title
      b
      :::

      ::: {.callout-tip}
      c
      :::

      ::: {#exr-count}
      ## Visits
      d
      :::

      ::: {#sol-count}
      e
      :::

      See @exr-count and @sol-count.
      """
    #expect(
      outline([("01-a", "# A\n", []), ("02-b", text, [])]).split(separator: "\n").dropFirst(3)
        .joined(separator: "\n")
          == """
          warning: Mind *it*
              p: a
            note: Own title
              p: b
            tip: Tip
              p: c
            exercise #exr-count: Exercise 2.1 (Visits)
              p: d
            solution #sol-count: Solution of [Exercise 2.1](02-b#exr-count)
              p: e
            p: See [Exercise 2.1](02-b#exr-count) and \
          [the solution of Exercise 2.1](02-b#sol-count).
          """.replacing("warning", with: "  warning", maxReplacements: 1))
  }

  @Test func `numbers footnotes by chapter, each note once`() {
    let outline = documentOutline("# T\n\nA[^a] b[^b] c[^a].\n\n[^b]: Two.\n[^a]: One[^b].\n")
    #expect(
      outline == """
        # T
        chapter notes#notes: T
          p: A[^1] b[^2] c[^1].
          note 1: p: One[^2].
          note 2: p: Two.

        """)
  }

  @Test func `links to chapters by their files`() {
    let text = "# A\n\nSee [there](02-b.md#sec-x), [all](chapters/02-b.md), [web](https://x.org).\n"
    #expect(
      outline([("01-a", text, []), ("02-b", "# B {#sec-b}\n\n## X {#sec-x}\n", [])])
        .contains(
          "See [there](02-b#sec-x), [all](02-b#sec-b), [web](https://x.org)."))
  }

  @Test func `lists its contents as deep as each chapter asks for`() {
    let text = "---\ntoc-depth: 2\n---\n# A\n\n## B\n\n### C\n\n## D\n"
    let contents = document(text).report.contents
    #expect(contents.map(\.anchor) == ["notes"])
    #expect(contents[0].children.map(\.anchor) == ["b", "d"])
    #expect(contents[0].children.map(\.number) == ["1", "2"])
    #expect(contents[0].children.allSatisfy { $0.children.isEmpty })
  }

  @Test func `an author's table has the widths and the classes of its caption`() throws {
    func table(_ attributes: String) throws -> (table: ReportTable, diagnostics: [String]) {
      let text = "# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n: Cap {#tbl-a \(attributes)}\n"
      let (report, diagnostics) = document(text)
      for case .table(let table) in report.chapters[0].blocks {
        return (table, diagnostics.map(\.message))
      }
      throw NoTable()
    }
    let wide = try table(".striped tbl-colwidths=\"[75,25]\"")
    #expect(wide.table.columnWidths == [0.75, 0.25])
    #expect(wide.table.classes == ["striped"])
    #expect(wide.diagnostics.isEmpty)
    let wrong = try table("tbl-colwidths=\"[1,1,1]\"")
    #expect(wrong.table.columnWidths == nil)
    #expect(wrong.diagnostics == ["'tbl-colwidths' has 3 widths, and the table 2 columns"])
  }

  private struct NoTable: Error {}
}
