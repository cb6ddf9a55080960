import Chapters
import Testing

@Suite struct FrontMatterTests {
  private func read(_ yaml: String) -> Chapter {
    Chapter.parse("---\n\(yaml)\n---\nText\n", path: "a.md")
  }

  @Test func `reads what a chapter says of itself`() {
    let frontMatter = read(
      """
      title: "Pooling: why *max*?"
      subtitle: Second edition
      author: [A. Teacher, {name: B. Student, email: b@example.org}]
      date: 2026-01-15
      lang: de
      abstract: |
        Two
        lines.
      keywords: [pooling, cnn]
      toc: false
      toc-depth: 2
      number-sections: no
      """
    ).frontMatter
    #expect(frontMatter.title == "Pooling: why *max*?")
    #expect(frontMatter.subtitle == "Second edition")
    #expect(frontMatter.authors == ["A. Teacher", "B. Student"])
    #expect(frontMatter.date == "2026-01-15")
    #expect(frontMatter.language == "de")
    #expect(frontMatter.abstract == "Two\nlines.")
    #expect(frontMatter.keywords == ["pooling", "cnn"])
    #expect(!frontMatter.tableOfContents)
    #expect(frontMatter.tableOfContentsDepth == 2)
    #expect(!frontMatter.numbersSections)
  }

  @Test func `types parameters in the order written`() {
    let frontMatter = read(
      """
      params:
        epochs: 10
        rate: 1e-3
        half: 0.5
        shuffled: true
        name: lenet
        version: "5"
        batch: 1_000
      profiles:
        quick: {epochs: 1}
      """
    ).frontMatter
    #expect(
      frontMatter.parameters == [
        .init(name: "epochs", value: .integer(10)), .init(name: "rate", value: .number(0.001)),
        .init(name: "half", value: .number(0.5)), .init(name: "shuffled", value: .boolean(true)),
        .init(name: "name", value: .text("lenet")), .init(name: "version", value: .text("5")),
        .init(name: "batch", value: .integer(1000)),
      ])
    #expect(frontMatter.profiles == ["quick": [.init(name: "epochs", value: .integer(1))]])
  }

  @Test func `accepts what Quarto knows and we do not use`() {
    let chapter = read(
      """
      format: {html: {toc: true}, pdf: default}
      bibliography: refs.bib
      csl: ieee.csl
      crossref: {fig-title: Abb.}
      code-tools: true
      embed-resources: true
      html-math-method: mathml
      theme: light
      respect-user-color-scheme: true
      papersize: a4
      pdf-standard: ua-1
      keep-md: true
      keep-ipynb: true
      """)
    #expect(chapter.diagnostics.isEmpty)
  }

  @Test func `takes a rule on top of a chapter for no settings`() {
    let chapter = Chapter.parse("---\n\nText\n", path: "a.md")
    #expect(chapter.blocks == [.rule, .paragraph([.text("Text")])])
  }

  @Test func `starts from the book's settings`() {
    var defaults = FrontMatter()
    defaults.language = "fr"
    defaults.cellDefaults.echo = .hidden
    let chapter = Chapter.parse("```{swift}\n1\n```\n", path: "a.md", defaults: defaults)
    #expect(chapter.frontMatter.language == "fr")
    #expect(chapter.cells.first?.options.echo == .hidden)
  }
}
