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
      ["create"], ["inspect"], ["inspect", "cache"], ["clean"], ["bench"], ["test"], ["sweep"],
    ]
    for command in commands {
      let outcome = try Book.convolume.run(command + ["--help"], environment: ["COLUMNS": "80"])
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("OVERVIEW: "))
      let tooLong = outcome.output.split(separator: "\n").filter { $0.count > 80 }
      #expect(tooLong.isEmpty)
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
}
