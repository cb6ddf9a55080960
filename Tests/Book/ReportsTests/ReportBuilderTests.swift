import CellOutputs
import Chapters
import Plots
import Reports
import Testing

@Suite struct ReportBuilderTests {
  // MARK: Numbers

  @Test func `numbers sections, figures, tables, listings and formulas by chapter in a book`() {
    let first = """
      # Pooling {#sec-pool}

      ## Purpose

      ### Fewer numbers

      ## Preface {.unnumbered}

      $$ a $$ {#eq-a}

      $$ b $$

      | k |
      |---|
      | 1 |

      : Sizes {#tbl-k}
      """
    let second = """
      # Padding

      ## Sizes {#sec-sizes}

      ```swift {#lst-a lst-cap="A *list*"}
      let a = 1
      ```

      See @sec-pool, @sec-sizes, @eq-a, [-@eq-a], @tbl-k, [Lst. @lst-a].
      """
    #expect(
      outline([("01-pooling", first, []), ("02-padding", second, [])]) == """
        # Networks
        chapter 01-pooling#sec-pool: 1 Pooling
          h2 #purpose: 1.1 Purpose
          h3 #fewer-numbers: 1.1.1 Fewer numbers
          h2 #preface: Preface
          equation #eq-a: (1.1) a
          equation: b
          table #tbl-k: Table 1.1 Sizes
            k
            1
        chapter 02-padding#02-padding: 2 Padding
          h2 #sec-sizes: 2.1 Sizes
          code #lst-a: Listing 2.1 A *list*
            let a = 1
          p: See [Chapter 1](01-pooling#sec-pool), [Section 2.1](02-padding#sec-sizes), \
        [Equation (1.1)](01-pooling#eq-a), [(1.1)](01-pooling#eq-a), \
        [Table 1.1](01-pooling#tbl-k), [Lst. 2.1](02-padding#lst-a).

        """)
  }

  @Test func `a book may begin with chapter 0, and what stands behind it may have no number`() {
    var book = BookConfiguration()
    book.title = "Networks"
    book.numberOffset = -1
    let texts = [
      ("00-begin", "# Begin {#sec-begin}\n\n## Images {#sec-images}\n\n$$ a $$ {#eq-a}\n"),
      ("01-pooling", "# Pooling {#sec-pool}\n\nSee @sec-begin, @sec-images and @eq-a.\n"),
      (
        "90-sheet",
        "# Sheet {#sec-sheet .unnumbered}\n\n## Sizes\n\n$$ b $$ {#eq-b}\n\n"
          + "See @sec-pool, @sec-sheet and @eq-b.\n"
      ),
    ]
    let builder = ReportBuilder(highlight: { _, _ in [] }, readResource: { _ in [] })
    let (report, diagnostics) = builder.book(
      book,
      chapters: texts.map { name, text in
        .init(Chapter.parse(text, path: "chapters/\(name).md"), results: [])
      })
    #expect(diagnostics.isEmpty)
    #expect(
      OutlineRenderer().outline(of: report) == """
        # Networks
        chapter 00-begin#sec-begin: 0 Begin
          h2 #sec-images: 0.1 Images
          equation #eq-a: (0.1) a
        chapter 01-pooling#sec-pool: 1 Pooling
          p: See [Chapter 0](00-begin#sec-begin), [Section 0.1](00-begin#sec-images) and \
        [Equation (0.1)](00-begin#eq-a).
        chapter 90-sheet#sec-sheet: Sheet
          h2 #sizes: Sizes
          equation #eq-b: (1) b
          p: See [Chapter 1](01-pooling#sec-pool), [Sheet](90-sheet#sec-sheet) and \
        [Equation (1)](90-sheet#eq-b).

        """)
  }

  @Test func `numbers plainly in a document, whatever level its sections start at`() {
    let text = """
      ---
      title: Notes
      ---
      # One

      $$ a $$ {#eq-a}

      ## Two

      See @eq-a.
      """
    #expect(
      documentOutline(text) == """
        # Notes
        chapter notes#notes: Notes
          h2 #one: 1 One
          equation #eq-a: (1) a
          h3 #two: 1.1 Two
          p: See [Equation (1)](notes#eq-a).

        """)
  }

  @Test func `leaves sections without numbers when the chapter says so`() {
    let text = "---\ntitle: T\nnumber-sections: false\n---\n## One\n"
    #expect(documentOutline(text).contains("h2 #one: One"))
  }

  @Test func `gives equal headings anchors of their own`() {
    #expect(
      documentOutline("# T\n\n## A b!\n\n## A b?\n").split(separator: "\n").suffix(2)
        == ["  h2 #a-b: 1 A b!", "  h2 #a-b-1: 2 A b?"])
  }

  // MARK: Figures

  private let curve = Figure(.plot(Plot("Loss") { Line(x: [1, 2], y: [3, 4]) }))

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

  // MARK: Outputs

  @Test func `appendices are counted by letters, behind chapters and among themselves`() {
    var configuration = BookConfiguration()
    configuration.appendices = ["chapters/b.md", "chapters/d.md"]
    configuration.numberOffset = -1
    let texts = [
      ("a", "# One\n\nSee @fig-x, @sec-d, @sec-b.\n"),
      ("b", "# Two {#sec-b}\n\n## Part\n\n![Y](x.png){#fig-x}\n"),
      ("c", "# Three {.unnumbered}\n"), ("d", "# Four {#sec-d}\n"),
    ]
    let (report, diagnostics) = builder.book(
      configuration,
      chapters: texts.map {
        .init(Chapter.parse($0.1, path: "chapters/\($0.0).md"), results: [])
      })
    #expect(diagnostics.isEmpty)
    #expect(
      OutlineRenderer().outline(of: report) == """
        # convolume
        chapter a#a: 0 One
          p: See [Figure A.1](b#fig-x), [Appendix B](d#sec-d), [Appendix A](b#sec-b).
        chapter b#sec-b: A Two
          h2 #part: A.1 Part
          figure #fig-x: Figure A.1 Y
            fig-x (Y)
        chapter c#c: Three
        chapter d#sec-d: B Four

        """)
  }

  @Test func `folded code has a number, whether or not it is labelled, and can be referred to`() {
    let text = """
      # T

      ```{swift}
      //| code-fold: true
      a
      ```

      ```{swift}
      //| code-fold: show
      b
      ```

      ```{swift}
      //| code-fold: true
      //| lst-label: lst-c
      c
      ```

      As @lst-c and @lst-d have it.

      ```{swift}
      //| label: lst-d
      d
      ```
      """
    #expect(
      documentOutline(text).contains(
        """
          cell: Listing 1
            a
          cell
            b
          cell #lst-c: Listing 2
            c
          p: As [Listing 2](notes#lst-c) and [Listing 3](notes#lst-d) have it.
          cell #lst-d: Listing 3
            d
        """))
  }

  @Test func `a solution goes by its exercise, be it in a labelled division, another, or a cell`() {
    let text = """
      # T

      ::: {.solution}
      Of nothing.
      :::

      ::: {#exr-a}
      Do it.
      :::

      ::: {.solution title="Short"}
      Done.
      :::

      ```{swift}
      //| label: sol-a
      a
      ```

      See @sol-a.
      """
    #expect(
      documentOutline(text).contains(
        """
          solution: Solution
            p: Of nothing.
          exercise #exr-a: Exercise 1
            p: Do it.
          solution: Solution of [Exercise 1](notes#exr-a) (Short)
            p: Done.
          solution #sol-a: Solution of [Exercise 1](notes#exr-a)
            cell
              a
          p: See [the solution of Exercise 1](notes#sol-a).
        """))
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

  @Test func `numbers the same in the second build as in the first, whatever the order`() {
    // The reference stands above what it means, in another chapter.
    let first = "# A\n\nSee @fig-late, @exr-late and @sec-late.\n"
    let second = """
      # B

      ::: {#sol-late}
      Before its exercise.
      :::

      ::: {#exr-late}
      Text
      :::

      ## Late {#sec-late}

      ![Late](a.png){#fig-late}
      """
    let text = outline([("01-a", first, []), ("02-b", second, [])])
    #expect(
      text.contains(
        "See [Figure 2.1](02-b#fig-late), [Exercise 2.1](02-b#exr-late) "
          + "and [Section 2.1](02-b#sec-late)."))
    #expect(text.contains("solution #sol-late: Solution of [Exercise 2.1](02-b#exr-late)"))
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
