import Chapters
import Testing

@Suite struct ChapterDiagnosticsTests {
  private func messages(_ text: String) -> [String] {
    Chapter.parse(text, path: "chapters/a.md").diagnostics.map(\.description)
  }

  @Test func `names the nearest option for an unknown one`() {
    #expect(
      messages("Text\n\n- list\n\n  ```{swift}\n  //| fig-capp: x\n  let a = 1\n  ```\n") == [
        """
        chapters/a.md:6:7: warning: unknown option 'fig-capp'
          6 |   //| fig-capp: x
            |       ^~~~~~~~
          fix: did you mean 'fig-cap'?
        """
      ])
  }

  @Test func `says of which kind an option must be`() {
    #expect(
      messages("```{swift}\n#| eval: perhaps\n//| fig-width: wide\n//| echo: fencd\n1\n```\n") == [
        """
        chapters/a.md:2:10: error: 'eval' must be true or false, not 'perhaps'
          2 | #| eval: perhaps
            |          ^~~~~~~
        """,
        """
        chapters/a.md:3:16: error: 'fig-width' must be a width in inches, not 'wide'
          3 | //| fig-width: wide
            |                ^~~~
        """,
        """
        chapters/a.md:4:11: error: 'echo' must be true, false or fenced, not 'fencd'
          4 | //| echo: fencd
            |           ^~~~~
          fix: did you mean 'fenced'?
        """,
      ])
  }

  @Test func `points at YAML that cannot be read`() {
    #expect(
      messages("```{swift}\n//| label: a\n//| fig-cap: Sizes: large\n1\n```\n") == [
        """
        chapters/a.md:3:19: error: these settings are not YAML: mapping values are not allowed in this context
          3 | //| fig-cap: Sizes: large
            |                   ^
          fix: put quotes around a text that holds ': ', '#', '[' or '{'
        """
      ])
    #expect(
      messages("---\ntitle: A\nlang: en\ntitle: B\n---\nText\n") == [
        """
        chapters/a.md:4:1: error: 'title' is set twice
          4 | title: B
            | ^~~~~
        """
      ])
  }

  @Test func `tells of attributes of a division that it does not know or use`() {
    #expect(
      messages("::: {.callout-note titel=\"A: b\" icon=false}\nText\n:::\n") == [
        """
        chapters/a.md:1:20: warning: unknown attribute 'titel'
          1 | ::: {.callout-note titel="A: b" icon=false}
            |                    ^~~~~
          fix: did you mean 'title'?
        """,
        """
        chapters/a.md:1:33: warning: attribute 'icon' has no effect
          1 | ::: {.callout-note titel="A: b" icon=false}
            |                                 ^~~~
          why: how callouts look is written in the templates
          fix: remove it
        """,
      ])
    #expect(messages("::: {.callout-note title=\"A: b\"}\nText\n:::\n").isEmpty)
  }

  @Test func `tells of a class of a division that its author must have expected something of`() {
    #expect(
      messages("::: {.callout-nte}\nText\n:::\n\n::: {.panel-tabset}\nText\n:::\n") == [
        """
        chapters/a.md:1:7: warning: the class 'callout-nte' has no effect
          1 | ::: {.callout-nte}
            |       ^~~~~~~~~~~
          fix: did you mean 'callout-note'?
        """,
        """
        chapters/a.md:5:7: warning: the class 'panel-tabset' has no effect
          5 | ::: {.panel-tabset}
            |       ^~~~~~~~~~~~
          why: a handout is printed, and paper has no tabs and no sidebars
          fix: remove it
        """,
      ])
    #expect(messages("::: my-group\nText\n:::\n").isEmpty)
  }

  @Test func `tells of attributes that have no effect where they stand`() {
    let text = """
      ## One {#sec-one .appendix foo=bar}

      ![A](a.png){.lightbox width=50%}

      ```{.python filename="a.py" .numberLines}
      x = 1
      ```

      | a | b |
      |---|---|
      | 1 | 2 |

      : Cap {#tbl-a .striped tbl-colwidths="[70,30]" tbl-colwidth=3}

      $$ x $$ {#eq-a .big}

      A [link](https://example.org){target=_blank} and `code`{.swift} and {.words}.
      """
    #expect(
      Chapter.parse(text, path: "a.md").diagnostics.map {
        "\($0.position?.line ?? 0):\($0.position?.column ?? 0) \($0.message); \($0.fix ?? "")"
      } == [
        "1:18 class '.appendix' of a heading has no effect; remove it",
        "1:28 attribute 'foo' of a heading has no effect; remove it",
        "3:13 class '.lightbox' of a picture has no effect; remove it",
        "5:13 attribute 'filename' of a listing has no effect; write code-fold, "
          + "code-line-numbers, code-overflow, code-summary, lst-cap, lst-cap-location",
        "13:48 attribute 'tbl-colwidth' of a table has no effect; did you mean 'tbl-colwidths'?",
        "15:16 class '.big' of a formula has no effect; remove it",
        "17:31 attribute 'target' of a link has no effect; remove it",
        "17:57 class '.swift' of code in a sentence has no effect; remove it",
      ])
  }

  @Test func `points at an option below the code`() {
    #expect(
      messages("```{swift}\nlet a = 1\n//| echo: false\n```\n") == [
        """
        chapters/a.md:3:1: warning: an option line below the code has no effect
          3 | //| echo: false
            | ^~~
          fix: move it to the top of the cell
        """
      ])
  }

  @Test func `names the nearest setting for an unknown one`() {
    #expect(
      messages("---\ntitel: Pooling\ntheme: light\nexecute:\n  ecko: true\n---\nText\n") == [
        """
        chapters/a.md:2:1: warning: unknown setting 'titel'
          2 | titel: Pooling
            | ^~~~~
          fix: did you mean 'title'?
        """,
        """
        chapters/a.md:5:3: warning: unknown option 'ecko'
          5 |   ecko: true
            |   ^~~~
          fix: did you mean 'echo'?
        """,
      ])
  }

  @Test func `refuses a parameter that Swift could not name`() {
    #expect(
      messages("---\nparams:\n  learning-rate: 0.1\n  rate: [1]\n---\nText\n") == [
        """
        chapters/a.md:3:3: error: parameter 'learning-rate' cannot be read as 'params.learning-rate'
          3 |   learning-rate: 0.1
            |   ^~~~~~~~~~~~~
          fix: use letters, digits and '_' only, such as 'learning_rate' or 'learningRate'
        """,
        """
        chapters/a.md:4:9: error: 'rate' must be a number, a text, true or false
          4 |   rate: [1]
            |         ^
        """,
      ])
  }

  @Test func `finds the first byte that is not UTF-8`() {
    let bytes = Array("Erste Zeile\nGr".utf8) + [0xF6] + Array("ße\n".utf8)
    let chapter = Chapter.parse(bytes, path: "chapters/a.md")
    #expect(chapter.blocks.isEmpty)
    #expect(
      chapter.diagnostics.map(\.description) == [
        """
        chapters/a.md:2:3: error: the file is not UTF-8: byte 0xF6 at offset 14 belongs to no character
          fix: save the file as UTF-8, or convert it with 'iconv -f LATIN1 -t UTF-8'
        """
      ])
  }

  @Test func `recognises UTF-16`() {
    let diagnostics = Chapter.parse([0xFF, 0xFE, 0x41, 0x00], path: "a.md").diagnostics
    #expect(diagnostics.first?.fix == "save the file as UTF-8; it seems to be UTF-16")
  }

  @Test(arguments: ["", "\n\n", "---\ntitle: T\n---\n", "<!-- later -->\n"])
  func `refuses an empty chapter`(text: String) {
    #expect(
      messages(text) == [
        """
        chapters/a.md: error: the chapter is empty
          fix: write its text, or remove the file
        """
      ])
  }

  @Test func `points at what is never closed`() {
    #expect(
      messages("---\ntitle: T\n") == [
        """
        chapters/a.md:1:1: error: the settings on top of the chapter are never closed
          1 | ---
            | ^~~
          fix: add a line '---' behind the last of them
        """
      ])
    #expect(
      messages("Text\n\n- a\n\n  ~~~~{swift}\n  let a = 1\n") == [
        """
        chapters/a.md:5:3: error: this code block is never closed
          5 |   ~~~~{swift}
            |   ^~~~
          fix: add a line '~~~~' where it ends
        """
      ])
    #expect(
      messages("::: {.callout-note}\ntext\n\n::: inner\n:::\n") == [
        """
        chapters/a.md:1:1: error: this division is never closed
          1 | ::: {.callout-note}
            | ^~~
          fix: add a line ':::' where it ends
        """
      ])
    #expect(
      messages("text\n\n:::\n") == [
        """
        chapters/a.md:3:1: error: this ':::' closes no division
          3 | :::
            | ^~~
          fix: remove it, or open a division above with '::: {.callout-note}'
        """
      ])
  }

  @Test func `points at division attributes that cannot be read`() {
    #expect(
      messages("::: {.callout-note\ntext\n:::\n") == [
        """
        chapters/a.md:1:1: error: this division's attributes cannot be read
          1 | ::: {.callout-note
            | ^~~~~~~~~~~~~~~~~~
          fix: write '::: {.callout-note title="…"}' or '::: {#exr-name}'
        """
      ])
  }

  @Test func `shows both places of a label that is taken`() {
    #expect(
      messages("# A {#sec-a}\n\n```{swift}\n//| label: sec-a\n1\n```\n") == [
        """
        chapters/a.md:4:12: error: label 'sec-a' is taken
          4 | //| label: sec-a
            |            ^~~~~
          why: it stands already at chapters/a.md:1:1, and a label names one thing in the whole book
          fix: rename one of the two
        """
      ])
  }

  @Test func `finds labels that two chapters share`() {
    let chapters = ["one", "two"].map { name in
      Chapter.parse("# A {#sec-a}\n\n## B {#sec-\(name)}\n", path: "\(name).md")
    }
    let errors = Label.duplicates(in: chapters)
    #expect(errors.map(\.message) == ["label 'sec-a' is taken"])
    #expect(errors.first?.file == "two.md")
    #expect(errors.first?.why?.contains("one.md:1:1") == true)
  }

  @Test func `tells of footnotes that lead nowhere`() {
    #expect(
      messages("Text[^one].\n\n[^on]: Note.\n") == [
        """
        chapters/a.md:1:5: error: footnote 'one' is not defined
          1 | Text[^one].
            |     ^~~~~~
          fix: did you mean '[^on]'?
        """,
        """
        chapters/a.md:3:1: warning: footnote 'on' is never referred to, and is left out
          3 | [^on]: Note.
            | ^~~~~
        """,
      ])
  }

  @Test func `tells that a cell in another language is not run`() {
    #expect(
      messages("```{swfit}\n1\n```\n") == [
        """
        chapters/a.md:1:1: warning: cells are written in Swift; this 'swfit' block is shown and not run
          1 | ```{swfit}
            | ^~~~~~~~~~
          fix: did you mean '{swift}'?
        """
      ])
  }

  @Test func `says where a division's fence drowns in the paragraph above`() {
    #expect(
      messages("text\n    ::: {.note}\nmore\n\n:::\n").first == """
        chapters/a.md:2:1: error: this division's fence is indented so far that it belongs to the paragraph above
          2 |     ::: {.note}
            | ^~~
          fix: put an empty line above it, or indent it less
        """)
  }
}
