import Chapters
import Testing

@Suite struct StudentSourceTests {
  private func source(_ text: String) -> String {
    Chapter.parse(text, path: "notes.md").studentSource
  }

  @Test func `a chapter without solutions stays as it is, and says that it is a copy`() {
    let text = "Text.[^a]\n\n\n::: {#exr-a}\nDo.\n:::\n\n[^a]: Note.\n"
    let copy = "---\nedition: student\n---\n\n" + text
    #expect(source(text) == copy)
    #expect(source(copy) == copy)
    #expect(
      source("---\ntitle: T\n---\n" + text) == "---\nedition: student\ntitle: T\n---\n" + text)
  }

  @Test func `solutions go with the footnotes that only they refer to`() {
    let text = """
      Above.[^both]

      ::: {#exr-a}
      Do.
      :::

      ::: {#sol-a}
      Done.[^both][^own]

      ::: {.callout-tip}
      Inner.
      :::

      ```swift
      // ::: no fence of ours
      ```
      :::

      Below.

      [^own]: Only there,
      continued.[^further]

          And a second paragraph.

      [^further]: Further.

      [^both]: For all.
      """
    #expect(
      source(text) == """
        ---
        edition: student
        ---

        Above.[^both]

        ::: {#exr-a}
        Do.
        :::

        Below.

        [^both]: For all.

        """)
  }

  @Test func `a cell that is labelled as a solution goes from fence to fence`() {
    let text = """
      Above.

      ```{swift}
      //| label: sol-a
      //| echo: false
      let a = 1

      let b = 2
      ```

      Below.
      """
    #expect(source(text) == "---\nedition: student\n---\n\nAbove.\n\nBelow.\n")
  }

  @Test func `words in a line cannot be left out`() {
    let chapter = Chapter.parse("Do it [at once]{.instructor}.", path: "notes.md")
    #expect(
      chapter.diagnostics.map(\.description) == [
        """
        notes.md:1:7: error: these words cannot be left out of the student's edition
          1 | Do it [at once]{.instructor}.
            |       ^
          why: only whole divisions are left out
          fix: put them into a paragraph of their own, between '::: {.instructor}' and ':::'
        """
      ])
  }
}
