import Foundation
import TestSupport
import Testing

/// How `convolume` reads its arguments, and answers for people and for programs.
@Suite struct CommandLineTests {
  private let withParameter = """
    ---
    title: "Params"
    params:
      epochs: 2
    ---

    ```{swift}
    //| ehco: false
    print(params.epochs)
    ```
    """

  @Test func `says its version`() throws {
    let outcome = try Book.convolume.run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("convolume "))
  }

  @Test func `every command explains itself in lines of a narrow terminal`() throws {
    let commands = [
      [], ["render"], ["check"], ["data"], ["data", "list"], ["data", "fetch"], ["data", "verify"],
      ["create"], ["cells"], ["schema"], ["inspect"], ["inspect", "cache"], ["clean"], ["bench"],
      ["test"], ["sweep"],
      ["preview"], ["verify"],
    ]
    for command in commands {
      let outcome = try Book.convolume.run(command + ["--help"], environment: ["COLUMNS": "80"])
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("OVERVIEW: "))
      let tooLong = outcome.output.split(separator: "\n").filter { $0.count > 80 }
      #expect(tooLong.isEmpty)
      // An example whose words went on in the next line would begin at its left edge there.
      let examples = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        .drop { $0 != "EXAMPLES:" }.dropFirst().prefix { !$0.isEmpty }
      #expect(examples.allSatisfy { $0.hasPrefix("  ") }, "\(command)")
    }
  }

  @Test(arguments: [
    ([:], false), (["CLICOLOR_FORCE": "1"], true), (["CLICOLOR_FORCE": "0"], false),
    (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
    (["CLICOLOR_FORCE": "1", "NO_COLOR": ""], true),
    (["CLICOLOR": "1"], false),
  ]) func `a log has colour only where it is forced, and none where it is refused`(
    variables: [String: String], isColored: Bool
  ) throws {
    let book = try Book(["01-params.md": withParameter])
    let outcome = try Book.convolume.run(
      ["render", "--dry-run"], in: book.folder.url,
      environment: Self.noWishes.merging(variables) { $1 })
    #expect(outcome.errors.contains("ehco"))
    #expect(outcome.errors.contains("\u{1B}[") == isColored)
  }

  /// Whoever runs the tests may have wishes of their own.
  private static let noWishes = ["NO_COLOR": "", "CLICOLOR": "", "CLICOLOR_FORCE": ""]

  /// Runs `convolume` on a terminal of 60 columns; what it shows there is returned.
  private func onTerminal(_ arguments: String, in book: Book, _ variables: String) throws -> String
  {
    let script = try #require(Tool.installed("script"))
    let command = "stty cols 60; \(variables) exec '\(Book.convolume.path)' \(arguments)"
    return try script.run(
      ["-qec", command, "/dev/null"], in: book.folder.url,
      environment: Self.noWishes.merging(["SHELL": "/bin/sh"]) { $1 }
    ).output
  }

  @Test func `a terminal shows colour and a live line of its width, a dumb one neither`() throws {
    let book = try Book(["01-params.md": withParameter])
    let lively = try onTerminal("render", in: book, "TERM=xterm")
    #expect(lively.contains("\u{1B}[1;33mwarning:\u{1B}[0m"))
    #expect(lively.contains("\r\u{1B}[K"))
    // What is written over has no end of line.
    let live = lively.split(separator: "\r\u{1B}[K").filter { !$0.contains { $0.isNewline } }
    #expect(live.count > 2 && live.allSatisfy { $0.count < 60 })
    #expect(!(try onTerminal("render", in: book, "TERM=dumb")).contains("\u{1B}"))
    for refusal in ["NO_COLOR=1", "CLICOLOR=0"] {
      let plain = try onTerminal("render --dry-run", in: book, "TERM=xterm \(refusal)")
      #expect(plain.contains("warning:") && !plain.contains("\u{1B}[1"))
    }
  }

  @Test func `an unknown parameter is a mistake in the arguments, with the nearest known one`()
    throws
  {
    let book = try Book(["01-params.md": withParameter])
    let unknown = try book.render("-P", "epoch:3")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("parameter 'epoch'. Did you mean 'epochs'?"))
    let wrong = try book.render("-P", "epochs:few")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("parameter 'epochs' takes a whole number, got 'few'"))
    #expect(try book.render("--profile", "ful").status == 2)
  }

  @Test func `prints diagnostics as lines of JSON and nothing else`() throws {
    let book = try Book(["01-params.md": withParameter])
    let outcome = try book.render("--json-errors")
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 1)
    let object = try JSONSerialization.jsonObject(with: Data((lines.first ?? "").utf8))
    let diagnostic = try #require(object as? [String: Any])
    #expect(diagnostic["severity"] as? String == "warning")
    #expect(diagnostic["file"] as? String == "chapters/01-params.md")
  }

  @Test func `a single file's results lie beside it, and are reported by the way to them`() throws {
    let folder = try TemporaryFolder()
    try folder.write(chapter("Alone"), to: "notes/alone.md")
    let outcome = try Book.convolume.run(
      ["render", "notes/alone.md", "--to", "html"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.contains("notes/alone.html"))
    #expect(outcome.errors.contains("\n  notes/alone.html\n"))
  }

  @Test func `'format:' names what is made when the command line does not`() throws {
    let folder = try TemporaryFolder()
    try folder.write("---\nformat: [html, ipynb]\n---\n\nText.\n", to: "alone.md")
    func made(_ arguments: String...) throws -> [Bool] {
      let outcome = try Book.convolume.run(["render", "alone.md"] + arguments, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return ["html", "ipynb", "pdf"].map { folder.contains("alone.\($0)") }
    }
    #expect(try made() == [true, true, false])
    #expect(try made("--to", "pdf") == [true, true, true])
  }

  @Test func `a part that is for pages stands on them, and not on paper`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      # A part of each

      ::: {.content-visible when-format="html"}
      Move the pointer.
      :::

      [Turn the page.]{.content-visible unless-format="html"}
      """, to: "alone.md")
    let outcome = try Book.convolume.run(["render", "alone.md", "--strict"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try folder.text(of: "alone.html")
    #expect(page.contains("Move the pointer.") && !page.contains("Turn the page."))
    let paper = try #require(Tool.installed("pdftotext")).run(["alone.pdf", "-"], in: folder.url)
      .output
    #expect(paper.contains("Turn the page.") && !paper.contains("Move the pointer."))
    let notebook = try folder.text(of: "alone.ipynb")
    #expect(notebook.contains("Turn the page.") && !notebook.contains("Move the pointer."))
  }
}
