import Foundation
import TestSupport
import Testing

/// What editors are given: companions of chapters, how these are compiled, and what completes options.
@Suite struct EditorTests {
  private struct Command: Decodable {
    var directory: String
    var file: String
    var arguments: [String]
  }

  private static let text = """
    ---
    title: "Companions"
    params:
      epochs: 3
      rate: 0.5
      name: "a \\"name\\""
    ---

    ```{swift}
    //| label: network
    var network = Sequential(input: [1, 28, 28], seed: params.epochs) {
      Flatten()
      Linear(from: 784, to: 10)
    }
    network.summary(input: [1, 28, 28])
    ```

    ```{swift}
    //| eval: false
    let broken: Int = "no number"
    ```

    ```{swift}
    //| error: compile
    nothing.atAll
    ```

    ```{swift}
    print(params.name, params.rate * 2, network.parameterCount)
    ```
    """

  private func exported() throws -> (Book, Tool.Outcome) {
    let book = try Book(["01-companions.md": Self.text])
    let outcome = try book.convolume("cells", "--export")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (book, outcome)
  }

  /// Compiles a companion as an editor does.
  private func typecheck(_ command: Command) throws -> Tool.Outcome {
    try Tool(path: command.arguments[0]).run(
      ["-typecheck"] + command.arguments.dropFirst(), in: URL(filePath: command.directory))
  }

  private func commands(of book: Book) throws -> [Command] {
    try JSONDecoder().decode([Command].self, from: book.folder.bytes(of: "compile_commands.json"))
  }

  @Test func `cells as a Swift file are compiled as their file of commands says`() throws {
    let (book, outcome) = try exported()
    #expect(outcome.output == "wrote cells/01-companions.swift\nwrote compile_commands.json\n")
    let commands = try commands(of: book)
    try #require(commands.count == 1)
    #expect(commands[0].file == book.folder.url.appending(path: "cells/01-companions.swift").path)
    let good = try typecheck(commands[0])
    #expect(good.status == 0, "\(good.errors)")
    let path = "cells/01-companions.swift"
    let companion = try book.folder.text(of: path)
    #expect(companion.contains("// MARK: - network\n\nvar network"))
    #expect(companion.contains("// let broken"))
    // The engine's symbols are those that are looked up.
    try book.folder.write(companion + "network.nosuch()\n", to: path)
    let bad = try typecheck(commands[0])
    #expect(bad.status != 0)
    #expect(bad.errors.contains("value of type 'Sequential' has no member 'nosuch'"))
  }

  @Test func `check tells which files are not as their chapters are, and export mends them`() throws
  {
    let (book, _) = try exported()
    #expect(try book.convolume("cells", "--check").status == 0)
    #expect(try book.convolume("cells", "--export").output == "all files are as the chapters are\n")
    try book.folder.write("// the author's own\n", to: "cells/helper.swift")
    try book.folder.write(
      Self.text.replacing("784, to: 10", with: "784, to: 5"), to: "chapters/01-companions.md")
    try book.folder.write("# New\n", to: "chapters/02-new.md")
    let stale = try book.convolume("cells", "--check")
    #expect(stale.status == 1)
    #expect(
      stale.output == "cells/01-companions.swift: not as its chapter is\n"
        + "cells/02-new.swift: not as its chapter is\n")
    _ = try book.convolume("cells", "--export")
    #expect(try book.convolume("cells", "--check").status == 0)
    try FileManager.default.removeItem(at: book.folder.url.appending(path: "chapters/02-new.md"))
    #expect(
      try book.convolume("cells", "--check").output == "cells/02-new.swift: not as its chapter is\n"
    )
    _ = try book.convolume("cells", "--export")
    #expect(
      book.folder.files().filter { $0.hasPrefix("cells/") } == [
        "cells/01-companions.swift", "cells/helper.swift",
      ])
    #expect(try book.convolume("cells").status == 2)
  }

  @Test func `names with several meanings compile as one file, each with its own`() throws {
    let book = try Book([
      "01-names.md": """
      ---
      title: "Names"
      ---

      ```{swift}
      //| label: first
      struct Box { var width = 1 }
      extension Box { struct Lid { var weight = 1 } }
      func twice(_ value: Int) -> Int { 2 * value }
      var (size, depth) = (twice(2), 3)
      let describe = { "\\(size)" }
      async let later = twice(4)
      guard let given = Optional("text") else { fatalError() }
      ```

      ```{swift}
      size += Box().width + Box.Lid().weight + given.count + (await later)
      print(describe(), [size, depth].map { [size] in $0 * size })
      ```

      ```{swift}
      let size = "\\(size) wide, " + describe()
      let later = size.count
      ```

      ```{swift}
      private struct Box { var name = size.uppercased() }
      extension Box { struct Lid { var isLoose = Box().name.isEmpty } }
      func twice(_ value: Int) -> Int { value + value }
      func twice(_ value: String) -> String { value + value }
      guard let given = Optional([later]) else { fatalError() }
      ```

      ```{swift}
      let box: Box = Box()
      let isLoose: Bool = Box.Lid().isLoose
      print(box.name.hasPrefix(twice("a")), given.first?.bitWidth ?? depth)
      ```

      ```{swift}
      enum depth { static let deep = twice(later) }
      print(depth.deep)
      ```
      """
    ])
    #expect(try book.convolume("render").status == 0)
    #expect(try book.convolume("cells", "--export").status == 0)
    let commands = try commands(of: book)
    let compiled = try typecheck(try #require(commands.first))
    #expect(compiled.status == 0, "\(compiled.errors)")
    let companion = try book.folder.text(of: "cells/01-names.swift")
    #expect(
      companion.contains(
        """
        // MARK: - first

        // Another cell gives the name another meaning: 'given' is 'given_replaced_0' here,
        """), "\(companion)")
  }

  @Test(arguments: [(".", 8), ("guide", 17)])
  func `every chapter of the course and of the handbook has a companion that compiles`(
    project: String, count: Int
  ) throws {
    let folder = try TemporaryFolder()
    for name in ["chapters", "_convolume.yml", "guide/chapters", "guide/_convolume.yml"] {
      let copy = folder.url.appending(path: name)
      try FileManager.default.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: Checkout.folder.appending(path: name), to: copy)
    }
    let outcome = try Book.convolume.run(["cells", "--export", project], in: folder.url)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let commands = try JSONDecoder().decode(
      [Command].self, from: folder.bytes(of: "\(project)/compile_commands.json"))
    #expect(commands.count == count)
    for command in commands {
      let compiled = try typecheck(command)
      #expect(compiled.status == 0, "\(command.file): \(compiled.errors)")
    }
  }

  // MARK: The extension

  private static let vscode = Checkout.folder.appending(path: "Editors/vscode")

  @Test func `the grammar finds the cells of the course, and no other code`() throws {
    let file = Self.vscode.appending(path: "cells.tmLanguage.json")
    let grammar = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let rules = try #require(grammar["repository"] as? [String: [String: Any]])
    let begin = try Regex(
      try #require(rules["cell"]?["begin"] as? String).replacing("(^|\\G)", with: "^"))
    let option = try Regex(try #require(rules["option"]?["match"] as? String))
    for line in [
      "```{swift}", "~~~~{swift, echo=false}", "```{.swift .cell}", "```{code-cell} swift",
    ] {
      #expect(line.firstMatch(of: begin) != nil, "\(line)")
    }
    for line in [
      "```swift", "```{.swift}", "```{swiftly}", "```{{swift}}", "```{code-cell} python",
    ] {
      #expect(line.firstMatch(of: begin) == nil, "\(line)")
    }
    #expect("#| echo: false".firstMatch(of: option) != nil)
    let chapters = Checkout.folder.appending(path: "chapters")
    var cells = 0
    var options = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: chapters.path)
    where name.hasSuffix(".md") {
      let text = try String(contentsOf: chapters.appending(path: name), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let isCell = line.trimmingPrefix { $0 == " " }.hasPrefix("```{swift")
        #expect((line.firstMatch(of: begin) != nil) == isCell, "\(line)")
        cells += isCell ? 1 : 0
        guard line.hasPrefix("//|") else { continue }
        options += 1
        // A list below an option, or the rest of a long text, has no name.
        let isNamed = line.dropFirst(4).prefix { $0 != ":" }.allSatisfy { $0.isLetter || $0 == "-" }
        #expect((line.firstMatch(of: option) != nil) || !isNamed || !line.contains(":"), "\(line)")
      }
    }
    #expect(cells > 250 && options > 400)
  }

  /// Runs a piece of the extension in a browser, with the schemas that the program prints.
  private func evaluated(_ script: String) throws -> String {
    let schemas = try ["cell", "chapter", "book"].map { part in
      "\(part): " + (try Book.convolume.run(["schema", part]).output)
    }
    let completion = try String(
      contentsOf: Self.vscode.appending(path: "completion.js"), encoding: .utf8)
    let browser = try Browser()
    return try browser.text(
      "(() => { \(completion)\nconst schemas = { \(schemas.joined(separator: ", ")) };\n\(script) })()"
    )
  }

  @Test func `options and settings are completed from the program's own schema`() throws {
    let result = try evaluated(
      """
      const offer = (lines, line, find = placeOf) => {
        const place = find(lines, line, lines[line].length);
        return place ? completions(schemas[place.part], place).map((one) => one.text) : null;
      };
      const chapter = ["---", "title: A", "execute:", "  ec", "  echo: ", "toc: ", "---", "text", "//| ec", "//| echo: "];
      return JSON.stringify([
        offer(chapter, 8).includes("echo: "), offer(chapter, 9), offer(chapter, 7), offer(chapter, 5),
        offer(chapter, 3).includes("echo: "), offer(chapter, 3).includes("title: "), offer(chapter, 4),
        offer(["#| code-f"], 0).includes("code-fold: "), offer(["# code-f"], 0),
        offer(["book:", "  out"], 1, placeInBook).includes("output-file: "),
        explanation(schemas.cell, placeOf(["//| timeout: 5m"], 0, 15)),
      ]);
      """)
    #expect(
      result == """
        [true,["true","false","fenced"],null,["true","false"],true,false,["true","false","fenced"],true,null,true,"a time such as 90, 90s, 5m or 1h"]
        """)
  }
}
