import Foundation
import TestSupport
import Testing

/// What a render tells programs: costs and diagnostics as JSON.
@Suite struct ReportTests {
  @Test func `costs are reported for each cell, as JSON and as a table`() throws {
    let text = """
      # Costs

      ```{swift}
      //| label: busy
      let clock = ContinuousClock()
      let end = clock.now + .milliseconds(300)
      var turns = [UInt8](repeating: 1, count: 100_000_000)
      while clock.now < end { turns[Int(turns[0])] &+= 1 }
      print("done")
      ```

      ```{swift}
      print("idle")
      ```
      """
    let book = try Book(["01-costs.md": text])
    func cells(_ outcome: Tool.Outcome) throws -> [[String: Any]] {
      try #require(outcome.status == 0, "\(outcome.errors)")
      let report = try JSONSerialization.jsonObject(with: book.folder.bytes(of: "cost.json"))
      let object = try #require(report as? [String: Any])
      #expect(Set(object.keys) == ["cells"])
      return try #require(object["cells"] as? [[String: Any]])
    }
    let first = try book.render("--to", "html", "--report", "cost.json")
    let costs = try cells(first)
    #expect(costs.map { $0["chapter"] as? String } == ["01-costs", "01-costs"])
    #expect(costs.map { $0["label"] as? String } == ["busy", "cell-2"])
    #expect(costs.map { $0["cache"] as? String } == ["miss", "miss"])
    // The first waits for a clock, and fills memory.
    #expect(costs[0]["wall_s"] as? Double ?? 0 >= 0.3)
    #expect(costs[0]["cpu_s"] as? Double ?? 0 > costs[1]["cpu_s"] as? Double ?? 1)
    // The array takes 95 MiB, and is let go with the process.
    #expect(costs[0]["peak_mib"] as? Double ?? 0 > 95)
    #expect(first.errors.contains("01-costs  busy"))
    #expect(first.errors.contains("run now"))
    let again = try cells(try book.render("--to", "html", "--report", "cost.json"))
    #expect(again.map { $0["cache"] as? String } == ["hit", "hit"])
    #expect(again[0]["wall_s"] as? Double == costs[0]["wall_s"] as? Double)
  }

  @Test func `a report that cannot be written fails the render`() throws {
    let book = try Book(["01-a.md": chapter("A")])
    let outcome = try book.render("--to", "html", "--report", "absent/cost.json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("cannot write 'absent/cost.json'"))
  }

  private static let validator = "import json, jsonschema, sys"
  private static let canValidate: Bool = {
    do { return try Tool.installed("python3")?.run(["-c", validator]).status == 0 } catch {
      return false
    }
  }()

  @Test(.enabled(if: canValidate, "Python's jsonschema is the reader of the schema"))
  func `errors as JSON are what their schema says`() throws {
    let book = try Book([
      "01-compile.md": chapter("Compile", "```{swift}\nlet word: String = 42\n```\n"),
      "02-trap.md": chapter("Trap", "```{swift}\nprint([1][params])\n```\n"),
      "03-loop.md": chapter(
        "Loop", "```{swift}\n//| timeout: 1\nvar turns = 0\nwhile true { turns &+= 1 }\n```\n"),
      "04-option.md": chapter("Option", "```{swift}\n//| ecko: false\nprint(1)\n```\n"),
      "05-reference.md": chapter("Reference", "See @fig-nowhere."),
    ])
    var lines: [Substring] = []
    for arguments in [[], ["-P", "nothing:1"]] {
      let outcome = try Book.convolume.run(
        ["render", "--json-errors"] + arguments, in: book.folder.url)
      #expect(outcome.status != 0)
      lines += outcome.errors.split(separator: "\n")
    }
    // The mistakes of settings are reported first, and keep the cells from being run.
    try book.folder.write(chapter("Option"), to: "chapters/04-option.md")
    lines += try book.render("--json-errors").errors.split(separator: "\n")
    #expect(lines.count >= 5)
    try book.folder.write(lines.joined(separator: "\n"), to: "lines")
    let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Book/Chapters/diagnostics.schema.json")
    let python = try #require(Tool.installed("python3"))
    let program = """
      import json, jsonschema, sys
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      for line in open(sys.argv[2]):
        for error in validator.iter_errors(json.loads(line)):
          print(line, error.message)
      reported = [json.loads(line) for line in open(sys.argv[2])]
      unused = set(schema["properties"]) - {name for one in reported for name in one}
      if unused: print("never reported:", unused)
      """
    let outcome = try python.run(
      ["-c", program, schema.path, book.folder.url.appending(path: "lines").path])
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `with --fail-fast the first failure ends the render, and writes nothing`() throws {
    let book = try Book([
      "01-bad.md": chapter("Bad", "```{swift}\nprint([1, 2][[2].count + 1])\n```\n"),
      "02-good.md": chapter("Good"),
    ])
    let fast = try book.render("--to", "html", "--fail-fast")
    #expect(fast.status == 1)
    #expect(fast.errors.contains("chapters/01-bad.md:"))
    #expect(!fast.errors.contains("02-good ["), "the chapter below is not begun")
    #expect(!book.folder.contains("output/html/02-good.html"))
    let whole = try book.render("--to", "html")
    #expect(whole.status == 1)
    #expect(book.folder.contains("output/html/02-good.html"))
  }
}
