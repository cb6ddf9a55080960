import Chapters
import Testing

/// The option lines that a cell has in a notebook.
@Suite struct NotebookLinesTests {
  /// The first cell's options below the lines, in a chapter with the given front matter.
  private func options(_ lines: [String], frontMatter: String = "") -> CellOptions {
    let text = "\(frontMatter)```{swift}\n\(lines.joined(separator: "\n"))\nlet a = 1\n```\n"
    let chapter = Chapter.parse(text, path: "a.md")
    #expect(chapter.diagnostics.isEmpty)
    return chapter.cells.first?.options ?? CellOptions()
  }

  @Test func `what decides about outputs and drawings is kept, and nothing else`() {
    let written = options([
      "//| label: fig-a", "//| fig-cap: A caption.", "//| code-fold: true", "//| echo: false",
      "//| layout-ncol: 2", "//| out-width: 50%", "//| tags: [mine]", "//| fig-height: 2.50",
      "//| fig-width: 4", "//| fig-dpi: 144", "//| fig-show: hold", "//| seed: 7",
      "//| warning: false", "//| output: asis", "//| eval: false", "//| fig-alt: One curve",
    ])
    #expect(
      written.notebookLines == [
        "//| eval: false", "//| output: asis", "//| warning: false", "//| seed: 7",
        "//| fig-show: hold", "//| fig-width: 4", "//| fig-height: 2.5", "//| fig-dpi: 144",
        "//| fig-alt: \"One curve\"",
      ])
    #expect(CellOptions().notebookLines.isEmpty)
    #expect(options(["//| include: false"]).notebookLines == ["//| output: false"])
    #expect(options(["//| fig-show: animate"]).notebookLines.isEmpty)
  }

  @Test func `read again they say the same, and are written the same`() {
    let frontMatter = """
      ---
      fig-width: 5.25
      fig-asp: 0.4
      execute:
        seed: 3
      ---

      """
    let written = options(
      [
        ##"//| fig-alt: ["It says: \"#1\" – a\\b", 'two', "a # b", "yes", "3"]"##,
        "//| fig-show: hide", "//| output: false",
      ], frontMatter: frontMatter)
    let read = options(written.notebookLines)
    #expect(read.figureAlts == [##"It says: "#1" – a\b"##, "two", "a # b", "yes", "3"])
    #expect(read.figureWidth == 5.25)
    #expect(read.figureAspect == 0.4)
    #expect(read.seed == 3)
    #expect(read.figureShow == .hide)
    #expect(read.output == .hidden)
    #expect(read == written)
    #expect(read.notebookLines == written.notebookLines)
  }
}
