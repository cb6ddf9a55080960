import Chapters
import Testing

@Suite struct ChapterParsingTests {
  private func parse(_ text: String) -> Chapter {
    Chapter.parse(text, path: "chapters/03-lenet-5.md")
  }

  private func at(_ line: Int, _ column: Int) -> SourcePosition {
    SourcePosition(line: line, column: column)
  }

  @Test func `names the chapter after its file`() {
    #expect(parse("Text.").slug == "03-lenet-5")
    #expect(Chapter.parse("Text.", path: "notes.v2.qmd").slug == "notes.v2")
  }

  @Test func `reads headings with their labels and classes`() {
    let chapter = parse("# Pooling *layers* {#sec-pool .unnumbered}\n")
    #expect(
      chapter.blocks == [
        .heading(
          Block.Heading(
            level: 1, content: [.text("Pooling "), .emphasis([.text("layers")])],
            attributes: Attributes(label: "sec-pool", classes: ["unnumbered"]),
            position: at(1, 1)))
      ])
    #expect(chapter.diagnostics.isEmpty)
  }

  @Test func `sets quotes, dashes and ellipses in prose and never in code`() {
    let chapter = parse("\"It's\" 3--4... `a -- \"b\"`")
    #expect(
      chapter.blocks == [
        .paragraph([.text("“It’s” 3–4… "), .code("a -- \"b\"")])
      ])
  }

  @Test func `keeps what looks like emphasis inside formulas`() {
    let chapter = parse("Let $a_i * b_i$ and $c_i * d_i$.")
    #expect(
      chapter.blocks == [
        .paragraph([
          .text("Let "), .math(tex: "a_i * b_i", position: at(1, 6)), .text(" and "),
          .math(tex: "c_i * d_i", position: at(1, 22)), .text("."),
        ])
      ])
  }

  @Test(arguments: [
    "It costs $5 and $10.", "From $ 5 to 6$.", "Between $5 $ and more.", "Escaped \\$x\\$.",
    "A price of 5$ is 5$ too.",
  ])
  func `leaves dollars that are no formula alone`(text: String) {
    let plain = text.replacing("\\", with: "")
    #expect(parse(text).blocks == [.paragraph([.text(plain)])])
  }

  @Test func `lets a formula hold an escaped dollar`() {
    #expect(
      parse("$a\\$b$").blocks == [.paragraph([.math(tex: "a\\$b", position: at(1, 2))])])
  }

  @Test func `cuts a paragraph at a displayed formula`() {
    let chapter = parse(
      """
      Then
      $$
      y = x
        - 1
      $$ {#eq-y}
      holds.
      """)
    #expect(
      chapter.blocks == [
        .paragraph([.text("Then")]),
        .math(tex: "y = x\n  - 1", label: "eq-y", position: at(3, 1)),
        .paragraph([.text("holds.")]),
      ])
  }

  @Test func `takes quote marks out of a displayed formula`() {
    let chapter = parse("> $$\n> a\n> b\n> $$ {#eq-q}\n")
    #expect(
      chapter.blocks == [.quote([.math(tex: "a\n b", label: "eq-q", position: at(2, 3))])])
  }

  @Test func `reads the four forms of reference`() {
    let chapter = parse("See @fig-a, [-@tbl-b], [Panel @fig-c-d] and @Eq-e.")
    #expect(
      chapter.blocks == [
        .paragraph([
          .text("See "),
          .reference(.init(label: "fig-a", prefix: nil, position: at(1, 5))),
          .text(", "),
          .reference(.init(label: "tbl-b", prefix: [], position: at(1, 15))),
          .text(", "),
          .reference(.init(label: "fig-c-d", prefix: [.text("Panel")], position: at(1, 31))),
          .text(" and "),
          .reference(.init(label: "eq-e", prefix: nil, position: at(1, 45))),
          .text("."),
        ])
      ])
  }

  @Test(arguments: ["@foo", "a@fig-x", "\\@fig-x", "@fig-", "@", "[@word]", "https://x.org/@fig-x"])
  func `takes no other at sign for a reference`(text: String) {
    let chapter = parse("Text \(text) more.")
    guard case .paragraph(let content)? = chapter.blocks.first else {
      Issue.record("no paragraph")
      return
    }
    #expect(!content.contains { if case .reference = $0 { true } else { false } })
  }

  @Test func `makes links of mail addresses and web addresses`() {
    let chapter = parse("Write to me@fig-x.org or see https://example.com/?a=$b&c=$d.")
    #expect(
      chapter.blocks == [
        .paragraph([
          .text("Write to "),
          .link(target: "mailto:me@fig-x.org", title: nil, content: [.text("me@fig-x.org")]),
          .text(" or see "),
          .link(
            target: "https://example.com/?a=$b&c=$d", title: nil,
            content: [.text("https://example.com/?a=$b&c=$d")]),
          .text("."),
        ])
      ])
  }

  @Test func `reads inline values at the place of their expression`() {
    let chapter = parse("- one\n- reached `{swift} result.accuracy` in `{python} x`\n")
    #expect(
      chapter.inlineValues == [
        Chapter.InlineValue(expression: "result.accuracy", position: at(2, 20), cell: nil)
      ])
  }

  @Test func `nests divisions to any depth and in lists`() {
    let chapter = parse(
      """
      ::: {.callout-note title="Mind the *shape*"}
      Outside
      :::: {#exr-one}
      - item

        ::: inner
        deep
        :::
      ::::
      :::
      """)
    let inner = Block.division(
      .init(
        attributes: Attributes(classes: ["inner"]), content: [.paragraph([.text("deep")])],
        position: at(6, 3), lastLine: 8))
    let exercise = Block.division(
      .init(
        attributes: Attributes(label: "exr-one"),
        content: [
          .list(
            .init(start: nil, isTight: false, items: [[.paragraph([.text("item")]), inner]]))
        ], position: at(3, 1), lastLine: 9))
    #expect(
      chapter.blocks == [
        .division(
          .init(
            attributes: Attributes(
              classes: ["callout-note"], values: ["title": "Mind the *shape*"]),
            content: [.paragraph([.text("Outside")]), exercise], position: at(1, 1),
            lastLine: 10))
      ])
    #expect(chapter.diagnostics.isEmpty)
  }

  @Test(arguments: ["\n", "\n\n"])
  func `takes the caption below a table, with or without an empty line`(gap: String) {
    let chapter = parse(
      "| k | size |\n|--:|:----:|\n| $|x|$ | 5 |\(gap): Sizes *in pixels* {#tbl-size}\n")
    #expect(
      chapter.blocks == [
        .table(
          .init(
            alignments: [.right, .center], header: [[.text("k")], [.text("size")]],
            rows: [[[.math(tex: "|x|", position: at(3, 4))], [.text("5")]]],
            caption: [.text("Sizes "), .emphasis([.text("in pixels")])], label: "tbl-size",
            position: at(1, 1)))
      ])
  }

  @Test func `takes the caption above a table too`() {
    let chapter = parse(": Sizes {#tbl-size}\n\n| k |\n|---|\n| 1 |\n")
    guard case .table(let table)? = chapter.blocks.first else {
      Issue.record("no table")
      return
    }
    #expect(table.label == "tbl-size")
    #expect(chapter.blocks.count == 1)
  }

  @Test func `reads a picture alone in its paragraph as a figure`() {
    let chapter = parse("![The *net*](net.png){#fig-net width=50% fig-alt=\"Seven layers\"}\n")
    #expect(
      chapter.blocks == [
        .image(
          .init(
            source: "net.png", altText: "Seven layers",
            caption: [.text("The "), .emphasis([.text("net")])],
            attributes: Attributes(
              label: "fig-net", values: ["width": "50%", "fig-alt": "Seven layers"]),
            position: at(1, 1)))
      ])
  }

  @Test func `carries notes to where they are referred to`() {
    let chapter = parse("One[^a] and two[^a].\n\n[^a]: A note with $m$.\n")
    let note = Inline.footnote(
      name: "1",
      content: [
        .paragraph([.text("A note with "), .math(tex: "m", position: at(3, 20)), .text(".")])
      ])
    #expect(
      chapter.blocks == [.paragraph([.text("One"), note, .text(" and two"), note, .text(".")])])
  }

  @Test func `drops comments and warns of other HTML`() {
    let chapter = parse(
      "A <!-- note --> b<br>c\n\n<!-- more -->\n\n<div>\nx\n</div>\n\nD <b>e</b>.\n")
    #expect(chapter.blocks.count == 2)
    #expect(
      chapter.diagnostics.map(\.description) == [
        """
        chapters/03-lenet-5.md:5:1: warning: raw HTML is left out of handouts
          5 | <div>
            | ^~~~~
          why: the same text also becomes a PDF
          fix: write it in Markdown, or as a division ('::: {.callout-note}')
        """,
        """
        chapters/03-lenet-5.md:9:3: warning: raw HTML is left out of handouts
          9 | D <b>e</b>.
            |   ^~~
          fix: write it in Markdown
        """,
        """
        chapters/03-lenet-5.md:9:7: warning: raw HTML is left out of handouts
          9 | D <b>e</b>.
            |       ^~~~
          fix: write it in Markdown
        """,
      ])
  }

  @Test func `restores the author's text in code that cmark alone recognises`() {
    let chapter = parse("Text\n\n    $a$ @fig-x {#id}\n\nThen `$a$ @fig-x`.\n")
    #expect(
      chapter.blocks == [
        .paragraph([.text("Text")]),
        .code(.init(text: "$a$ @fig-x {#id}", language: nil, position: at(3, 5))),
        .paragraph([.text("Then "), .code("$a$ @fig-x"), .text(".")]),
      ])
  }

  @Test func `keeps characters from the private planes`() {
    #expect(
      parse("A \u{100000} $x$").blocks.first
        == .paragraph([
          .text("A \u{100000} "), .math(tex: "x", position: at(1, 6)),
        ]))
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `counts lines the same with any line end`(end: String) {
    let chapter = parse(["---", "title: T", "---", "", "See @fig-x."].joined(separator: end))
    #expect(
      chapter.blocks == [
        .paragraph([
          .text("See "), .reference(.init(label: "fig-x", prefix: nil, position: at(5, 5))),
          .text("."),
        ])
      ])
    #expect(chapter.frontMatter.title == "T")
  }

  @Test func `counts columns in characters`() {
    let chapter = parse("Größe „é“ 🙂 $x$\n\n- ü\n\n  ```{swift}\n  let a = 1\n  ```\n")
    guard case .paragraph(let content)? = chapter.blocks.first else {
      Issue.record("no paragraph")
      return
    }
    #expect(content.last == .math(tex: "x", position: at(1, 14)))
    #expect(chapter.cells.first?.position == at(6, 3))
  }
}
