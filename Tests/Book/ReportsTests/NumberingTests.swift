import CellOutputs
import Chapters
import Reports
import Testing

/// What is counted in a book and in a document, and by what.
@Suite struct NumberingTests {
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
}
