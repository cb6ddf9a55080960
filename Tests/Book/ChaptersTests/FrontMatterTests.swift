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

  @Test func `tells of what Quarto knows and handouts do not use`() {
    let messages = read(
      """
      csl: ieee.csl
      code-tools: true
      pdf-standard: ua-1
      keep-md: true
      embed-resources: false
      format: {html: {toc: true}, pdf: default}
      """
    ).diagnostics.map(\.message)
    #expect(
      messages == [
        "setting 'csl' has no effect", "setting 'code-tools' has no effect",
        "setting 'pdf-standard' has no effect", "setting 'keep-md' has no effect",
        "setting 'embed-resources' is always true",
        "setting 'toc' has no effect below 'format'",
      ])
  }

  @Test func `takes the one value that is always so without a word`() {
    let text = """
      embed-resources: true
      self-contained: true
      html-math-method: mathml
      respect-user-color-scheme: true
      execute-dir: project
      """
    #expect(read(text).diagnostics.isEmpty)
  }

  @Test func `refuses a parameter that only a profile names`() {
    let chapter = read("params:\n  epochs: 2\nprofiles:\n  full:\n    epoch: 10")
    #expect(
      chapter.diagnostics.map(\.description) == [
        """
        a.md:6:5: error: a profile sets the parameter 'epoch', which nothing declares
          6 |     epoch: 10
            |     ^~~~~
          why: no cell could read it without that profile
          fix: did you mean 'epochs'?
        """
      ])
  }

  @Test func `adds its parameters to the book's, and changes the ones it names`() {
    var defaults = FrontMatter()
    defaults.parameters = [
      .init(name: "batch", value: .integer(32)), .init(name: "epochs", value: .integer(2)),
    ]
    defaults.profiles = ["full": [.init(name: "batch", value: .integer(64))]]
    let text = "---\nparams: {epochs: 5}\nprofiles: {full: {epochs: 9}}\n---\nText\n"
    let frontMatter = Chapter.parse(text, path: "a.md", defaults: defaults).frontMatter
    #expect(
      frontMatter.parameters == [
        .init(name: "batch", value: .integer(32)), .init(name: "epochs", value: .integer(5)),
      ])
    #expect(
      frontMatter.profiles["full"] == [
        .init(name: "batch", value: .integer(64)), .init(name: "epochs", value: .integer(9)),
      ])
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
