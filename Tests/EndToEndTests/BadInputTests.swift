import Foundation
import TestSupport
import Testing

/// What `convolume render` says and keeps when something is wrong.
@Suite struct BadInputTests {
  /// Renders a good book, then puts `bad` beside it and renders again.
  private func afterGoodRender(_ bad: String, named name: String = "02-bad.md") throws -> (
    outcome: Tool.Outcome, isWhole: Bool
  ) {
    let book = try Book(["01-good.md": chapter("Good")])
    _ = try book.render()
    let before = try book.folder.bytes(of: "output/html/01-good.html")
    try book.folder.write(bad, to: "chapters/\(name)")
    let outcome = try book.render()
    let after = try book.folder.bytes(of: "output/html/01-good.html")
    return (outcome, after == before)
  }

  @Test func `an unresolved reference is an error at its place, and chapters are written`() throws {
    let book = try Book([
      "01-bad.md": chapter("Bad", "See @fig-nowhere."), "02-good.md": chapter("Good"),
    ])
    let fast = try book.render("--fail-fast")
    #expect(fast.status == 1)
    #expect(!book.folder.files().contains { $0.hasPrefix("output/") })
    let outcome = try book.render()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/01-bad.md:11:5: error:"))
    #expect(outcome.errors.contains("fig-nowhere"))
    #expect(try book.folder.text(of: "output/html/01-bad.html").contains("See @fig-nowhere."))
    #expect(try book.folder.text(of: "output/html/02-good.html").contains("hello from Good"))
    #expect(try book.folder.bytes(of: "output/pdf/book.pdf").starts(with: Array("%PDF".utf8)))
    // A render with a mistake is no unchanged one: it is told again.
    #expect(try book.render().errors.contains("fig-nowhere"))
  }

  @Test func `a picture that is not there is an error at its place`() throws {
    let (outcome, _) = try afterGoodRender(chapter("Bad", "![A picture](absent.png)"))
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        chapters/02-bad.md:11:1: error: picture 'absent.png' cannot be read: no such file or \
        directory
          11 | ![A picture](absent.png)
        """))
  }

  @Test func `a label used twice is an error that names both places`() throws {
    let (outcome, _) = try afterGoodRender(chapter("Bad", "## Again {#sec-good}"))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/02-bad.md:11"))
    #expect(outcome.errors.contains("chapters/01-good.md:5"))
  }

  @Test func `an empty chapter is an error`() throws {
    let (outcome, isWhole) = try afterGoodRender("")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/02-bad.md"))
    #expect(outcome.errors.contains("error:"))
    #expect(isWhole)
  }

  @Test func `a chapter that is not UTF-8 is an error with the line`() throws {
    let book = try Book(["01-good.md": chapter("Good")])
    try book.folder.write(
      Data("# Title\n\nfine\n".utf8) + Data([0xC3, 0x28]), to: "chapters/02-bad.md")
    let outcome = try book.render()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/02-bad.md:4"))
    #expect(outcome.errors.contains("UTF-8"))
  }

  @Test func `an unknown option is a warning that names the nearest known one`() throws {
    let book = try Book([
      "01-good.md": """
      ---
      title: "Good"
      ---

      ```{swift}
      //| ehco: false
      print("shown")
      ```
      """
    ])
    let outcome = try book.render()
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("chapters/01-good.md:6:5: warning:"))
    #expect(outcome.errors.contains("'echo'"))
    #expect(try book.render("--strict").status == 1)
  }

  @Test func `two chapters that make the same page are an error that names both`() throws {
    let book = try Book(["01-good.md": chapter("Good"), "more/01-good.md": "# More\n\nText.\n"])
    try book.folder.write(
      "book:\n  chapters:\n    - chapters/01-good.md\n    - chapters/more/01-good.md\n",
      to: "_convolume.yml")
    let outcome = try book.render()
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "chapters/more/01-good.md: error: the chapter's pages would take the place of "
          + "'chapters/01-good.md'"))
    #expect(!book.folder.contains("output/html/index.html"))
  }

  @Test func `an output folder that cannot be made is an error before anything runs`() throws {
    let book = try Book(["01-good.md": chapter("Good")])
    try book.folder.write("a file in the way", to: "taken")
    let outcome = try book.render("--output-dir", "taken/output")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("cannot write 'taken/output'"))
    #expect(!outcome.errors.contains("cell run"))
  }

  @Test func `a missing file and an unknown flag are reported, and exit with 1 and 2`() throws {
    let folder = try TemporaryFolder()
    let missing = try Book.convolume.run(["render", "absent.md"], in: folder.url)
    #expect(missing.status == 1)
    #expect(missing.errors.contains("no such file: 'absent.md'"))
    let unknown = try Book.convolume.run(["render", "--tow", "html"], in: folder.url)
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("--tow"))
  }

  @Test func `no project is reported with the command that makes one`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Book.convolume.run(["render"], in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("convolume create project book"))
  }
}
