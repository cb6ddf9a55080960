import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite struct ChapterExecutionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let cells = [
    "let epochs = 3", "let width = 2", "let model = train(epochs)", "plot(model, width)",
    "print(\"alone\")",
  ]

  private func chapter(_ cells: [String], prose: String = "Text.") -> Chapter {
    let blocks = cells.map { "\(prose)\n\n```{swift}\n\($0)\n```\n" }
    let text = "# Title\n\n" + blocks.joined(separator: "\n")
    return Chapter.parse(Array(text.utf8), path: "chapters/01-test.md")
  }

  private func execution(
    _ runner: some CellRunner, facts: ToolchainFacts? = nil,
    environment: [String: String] = ["PATH": "/bin"],
    data: @escaping @Sendable (DataQuestion, FileDigests) -> String = { _, _ in "absent" }
  ) -> ChapterExecution {
    let files = FileDigests(file: folder.url.appending(path: "files.json").path)
    return ChapterExecution(
      runner: runner, store: ResultStore(folder: folder.url.appending(path: "cache").path) { _ in },
      facts: facts ?? ToolchainFacts(engine: "engine", compiler: "Swift 6", machine: [:]),
      root: folder.url, files: files, environment: environment, data: data)
  }

  /// Executes a chapter, and returns the cells that were run or restored.
  private func execute(
    _ chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil,
    results: [String: CellResult] = [:], observations: [String: [Observation]] = [:],
    engineUsers: Set<String> = [], facts: ToolchainFacts? = nil,
    data: @escaping @Sendable (DataQuestion, FileDigests) -> String = { _, _ in "absent" }
  ) async throws -> (outcome: ChapterExecution.Outcome, ran: [String]) {
    let log = EventLog()
    let runner = CannedRunner(
      results: results, observations: observations, engineUsers: engineUsers)
    let execution = execution(runner, facts: facts, data: data)
    let forecast = execution.forecast(chapter, parameters: parameters)
    let outcome = try await execution.execute(chapter, parameters: parameters) { log.add($0) }
    #expect(forecast.map(\.reasons) == outcome.reasons, "what was foretold came true")
    return (outcome, log.cells)
  }

  // MARK: The text

  @Test func `nothing runs again when only prose, a comment, a space or a label changes`()
    async throws
  {
    #expect(try await execute(chapter(Self.cells)).ran.count == 5)
    let cells = [
      "let epochs   = 3", "//| label: fig-width\nlet width = 2  // in inches",
      "\nlet model = train( epochs )", "// A figure.\nplot(model,\n  width)", "print(\"alone\")",
    ]
    let again = try await execute(chapter(cells, prose: "Other\nand longer words."))
    #expect(again.ran == [])
    #expect(again.outcome.reasons == [nil, nil, nil, nil, nil])
  }

  @Test func `a changed constant runs what reads it, and restores what that needs`() async throws {
    _ = try await execute(chapter(Self.cells))
    var cells = Self.cells
    cells[1] = "let width = 5"
    let (outcome, ran) = try await execute(chapter(cells))
    #expect(ran == ["restored cell-1", "ran cell-2", "restored cell-3", "ran cell-4"])
    #expect(outcome.reasons == [nil, ["source"], nil, ["upstream cell-2"], nil])
  }

  @Test func `a constant read by cell 9 of 12 runs exactly two`() async throws {
    func cells(_ constant: Int) -> [String] {
      (1...12).map { $0 == 9 ? "let c9 = constant + c8" : "let c\($0) = \($0)" }
        .enumerated().map { $0 == 2 ? "\($1)\nlet constant = \(constant)" : $1 }
    }
    _ = try await execute(chapter(cells(1)))
    let (_, ran) = try await execute(chapter(cells(2)))
    #expect(ran.filter { $0.hasPrefix("ran") } == ["ran cell-3", "ran cell-9"])
  }

  @Test func `a figure's size runs its own cell alone`() async throws {
    let cells = ["let x = [1]\nplot(x).size(height: 200)", "let y = x + x", "plot(y)"]
    _ = try await execute(chapter(cells))
    var taller = cells
    taller[0] = taller[0].replacing("200", with: "300")
    #expect(try await execute(chapter(taller)).ran == ["ran cell-1"])
    // What the cell defines is another matter.
    taller[0] = taller[0].replacing("[1]", with: "[2]")
    #expect(try await execute(chapter(taller)).ran == ["ran cell-1", "ran cell-2", "ran cell-3"])
  }

  @Test func `a mutation above runs the readers below it, not those between`() async throws {
    let cells = ["var x = [1]", "print(x)", "x.append(2)\nlet done = true", "print(x, x)"]
    _ = try await execute(chapter(cells))
    var changed = cells
    changed[2] = changed[2].replacing("2", with: "3")
    let (_, ran) = try await execute(chapter(changed))
    #expect(ran == ["restored cell-1", "ran cell-3", "ran cell-4"])
  }

  @Test func `a kept failure moves with its cell, and a comment above its line runs it again`()
    async throws
  {
    var cells = Self.cells
    cells[4] = "//| error: true\nprint(list[9])"
    let failure = CellFailure(kind: .trap, message: "index out of range", line: 31)
    let results = ["print(list[9])": CellResult(failure: failure)]
    let first = try await execute(chapter(cells), results: results)
    let moved = chapter(cells, prose: "One.\n\nTwo.")
    let second = try await execute(moved)
    let shift = moved.cells[4].position.line - chapter(cells).cells[4].position.line
    #expect(first.outcome.results[4].failure?.line == 31)
    #expect(second.outcome.results[4].failure?.line == 31 + shift)
    cells[4] = "//| error: true\n// Out of range.\nprint(list[9])"
    #expect(try await execute(chapter(cells)).ran == ["ran cell-5"])
  }

  // MARK: What is around it

  private func facts(_ engine: String, names: Set<String> = []) -> ToolchainFacts {
    ToolchainFacts(
      engine: engine, engineNames: names.union(["train", "Datasets"]), compiler: "Swift 6",
      machine: ["blas": "OpenBLAS", "threads": engine])
  }

  @Test func `another engine makes new what refers to it, and what reads from that`() async throws {
    // A cell may have a word of the engine's for something of its own.
    let cells = Self.cells + ["let Datasets = 1"]
    func run(_ engine: String) async throws -> [[String]?] {
      try await execute(
        chapter(cells), engineUsers: [cells[2]], facts: facts(engine)
      ).outcome.reasons
    }
    _ = try await run("one")
    #expect(try await run("two") == [nil, nil, ["engine"], ["upstream cell-3"], nil, nil])
    #expect(try await run("one") == [nil, nil, nil, nil, nil, nil])
  }

  @Test func `an engine with a new name runs the cells that have said it`() async throws {
    let cells = ["func pool() {}", "print(1)"]
    _ = try await execute(chapter(cells), facts: facts("one"))
    let (outcome, _) = try await execute(chapter(cells), facts: facts("two", names: ["pool"]))
    #expect(outcome.reasons == [["names of the engine"], nil])
  }

  @Test func `other mathematics of the machine makes new what refers to the engine`() async throws {
    func run(_ core: String) async throws -> [[String]?] {
      let facts = ToolchainFacts(
        engine: "engine", compiler: "Swift 6", machine: ["blas core": core, "threads": core])
      return try await execute(
        chapter(Self.cells), engineUsers: [Self.cells[2]], facts: facts
      ).outcome.reasons
    }
    _ = try await run("Haswell")
    #expect(
      try await run("SkylakeX") == [nil, nil, ["machine blas core"], ["upstream cell-3"], nil])
  }

  @Test func `another compiler, generator, runtime or sandbox makes every result new`() async throws
  {
    let facts = ToolchainFacts(engine: "engine", compiler: "Swift 6", machine: [:])
    _ = try await execute(chapter(["print(1)"]), facts: facts)
    let changes: [(String, WritableKeyPath<ToolchainFacts, String>)] = [
      ("toolchain", \.compiler), ("cells", \.cells), ("generator", \.generator),
    ]
    for (name, path) in changes {
      var other = facts
      other[keyPath: path] = "other"
      #expect(try await execute(chapter(["print(1)"]), facts: other).outcome.reasons == [[name]])
      _ = try await execute(chapter(["print(1)"]), facts: facts)
    }
    var sandboxed = facts
    sandboxed.sandbox = "bubblewrap"
    let (outcome, _) = try await execute(chapter(["print(1)"]), facts: sandboxed)
    #expect(outcome.reasons == [["sandbox"]])
  }

  @Test func `another language of the machine, or another time zone, makes every result new`()
    async throws
  {
    func run(_ environment: [String: String]) async throws -> [[String]?] {
      try await execution(CannedRunner(), environment: environment)
        .execute(chapter(["print(1)"])).reasons
    }
    _ = try await run(["LANG": "de_DE.UTF-8"])
    #expect(try await run(["LANG": "de_DE.UTF-8", "SHLVL": "2"]) == [nil])
    #expect(try await run(["LANG": "en_US.UTF-8"]) == [["language and time zone"]])
    #expect(try await run(["LANG": "en_US.UTF-8", "TZ": "UTC"]) == [["language and time zone"]])
  }

  @Test func `another language mode makes every result of its chapter new`() async throws {
    func chapter(_ version: Int) -> Chapter {
      Chapter.parse(
        "---\nswift-version: \(version)\n---\n\n```{swift}\nprint(1)\n```\n",
        path: "chapters/01-a.md")
    }
    _ = try await execute(chapter(5))
    #expect(try await execute(chapter(6)).outcome.reasons == [["swift-version"]])
  }

  // MARK: What was observed

  private func parameters(_ epochs: Int) -> [FrontMatter.Parameter] {
    [.init(name: "epochs", value: .integer(epochs)), .init(name: "rate", value: .number(0.1))]
  }

  @Test
  func `only cells that read a parameter depend on its value, and old values are found again`()
    async throws
  {
    // By a way that no reader of the text would see.
    let chapter = chapter(["let p = params", "let e = p.epochs", "print(e)", "print(p.rate)"])
    func run(_ epochs: Int) async throws -> [[String]?] {
      let read = Observation(.parameter("epochs"), value: "integer \(epochs)")
      let rate = Observation(.parameter("rate"), value: "number 0.1")
      return try await execute(
        chapter, parameters: parameters(epochs),
        observations: ["let e = p.epochs": [read], "print(p.rate)": [rate]]
      ).outcome.reasons
    }
    _ = try await run(1)
    #expect(try await run(2) == [nil, ["parameter epochs"], ["upstream cell-2"], nil])
    #expect(try await run(1) == [nil, nil, nil, nil])
  }

  @Test func `what only a display read does not reach the cells below`() async throws {
    let cells = ["let x = 1\nplot(x, params.epochs)", "print(x)"]
    func run(_ epochs: Int, isForDisplay: Bool) async throws -> [[String]?] {
      let read = Observation(
        .parameter("epochs"), value: "integer \(epochs)", isForDisplay: isForDisplay)
      return try await execute(
        chapter(cells), parameters: parameters(epochs), observations: [cells[0]: [read]]
      ).outcome.reasons
    }
    _ = try await run(1, isForDisplay: true)
    #expect(try await run(2, isForDisplay: true) == [["parameter epochs"], nil])
  }

  @Test func `what a statement read reaches the cells below`() async throws {
    let cells = ["let x = params.epochs\nplot(x)", "print(x)"]
    func run(_ epochs: Int) async throws -> [[String]?] {
      let read = Observation(.parameter("epochs"), value: "integer \(epochs)")
      return try await execute(
        chapter(cells), parameters: parameters(epochs), observations: [cells[0]: [read]]
      ).outcome.reasons
    }
    _ = try await run(1)
    #expect(try await run(2) == [["parameter epochs"], ["upstream cell-1"]])
  }

  @Test func `one byte of a file runs the cells that read it, and their readers`() async throws {
    let cells = ["let data = load()", "print(data)", "print(\"other\")"]
    func run() async throws -> [[String]?] {
      let files = FileDigests(file: "")
      let path = folder.url.appending(path: "data/x.csv").path
      let read = Observation(
        .file("data/x.csv"), value: files.digest(of: path) ?? Observation.absent)
      return try await execute(chapter(cells), observations: [cells[0]: [read]]).outcome.reasons
    }
    #expect(try await run() == [["new"], ["new"], ["new"]])
    try folder.write("1,2", to: "data/x.csv")
    #expect(try await run() == [["file data/x.csv"], ["upstream cell-1"], nil])
    #expect(try await run() == [nil, nil, nil])
    try folder.write("1,3", to: "data/x.csv")
    #expect(try await run() == [["file data/x.csv"], ["upstream cell-1"], nil])
  }

  @Test func `a folder among a cell's inputs stands for all that is below it`() async throws {
    let chapter = chapter(["//| inputs: [data, one.csv]\nstart()"])
    try folder.write("1", to: "data/deep/x.csv")
    try folder.write("1", to: "one.csv")
    _ = try await execute(chapter)
    #expect(try await execute(chapter).outcome.reasons == [nil])
    try folder.write("2", to: "data/deep/x.csv")
    #expect(try await execute(chapter).outcome.reasons == [["input data"]])
    try folder.write("", to: "data/y.csv")
    #expect(try await execute(chapter).outcome.reasons == [["input data"]])
    try folder.write("2", to: "one.csv")
    #expect(try await execute(chapter).outcome.reasons == [["input one.csv"]])
  }

  @Test func `a data set that changed runs the cells that used it, wherever it lies`() async throws
  {
    let cells = ["let images = mnist()", "print(images)", "print(\"other\")"]
    func run(_ content: String) async throws -> [[String]?] {
      let use = Observation(
        .data(set: "mnist", file: "labels", folders: nil), value: content)
      return try await execute(
        chapter(cells), observations: [cells[0]: [use]],
        data: { question, _ in
          question.set == "mnist" && question.file == "labels" ? content : "absent"
        }
      ).outcome.reasons
    }
    _ = try await run("one")
    #expect(try await run("one") == [nil, nil, nil])
    #expect(try await run("two") == [["data mnist/labels"], ["upstream cell-1"], nil])
  }

  @Test func `what the system told a cell is asked again: files, folders and variables`()
    async throws
  {
    let cells = ["look()", "print(1)"]
    func run(_ asked: [Observation]) async throws -> [[String]?] {
      try await execute(chapter(cells), observations: [cells[0]: asked]).outcome.reasons
    }
    let asked = [
      Observation(.status("a.csv"), value: "absent"),
      Observation(.listing("."), value: "files.json"),
      Observation(.variable("PATH"), value: "/bin"),
    ]
    _ = try await run(asked)
    // The folder of the test holds what the test keeps there.
    let listing = Finding.listing(of: folder.url.path)
    let now = [asked[0], Observation(.listing("."), value: listing), asked[2]]
    _ = try await run(now)
    #expect(try await run(now) == [nil, nil])
    try folder.write("1", to: "a.csv")
    #expect(try await run(now) == [["listing .", "status a.csv"], nil])
  }

  @Test func `who read a file need not know besides that it is there`() async throws {
    try folder.write("1", to: "a.csv")
    let digest = FileDigests(file: "").digest(of: folder.url.appending(path: "a.csv").path)
    let asked = [
      Observation(.status("a.csv"), value: "file of 1 bytes"),
      Observation(.file("a.csv"), value: try #require(digest)),
    ]
    _ = try await execute(chapter(["load()"]), observations: ["load()": asked])
    try folder.write("12", to: "a.csv")
    #expect(
      try await execute(chapter(["load()"]), observations: ["load()": asked]).outcome.reasons
        == [["file a.csv"]])
  }

  @Test func `a file that a cell writes anew is noticed by its reader in the same render`()
    async throws
  {
    let runner = WritingRunner(folder: folder.url)
    func run(_ text: String) async throws -> [[String]?] {
      let cells = ["write(\"\(text)\")", "let text = read()", "print(text)"]
      return try await execution(runner).execute(chapter(cells)).reasons
    }
    _ = try await run("one")
    #expect(try await run("one") == [nil, nil, nil])
    #expect(try await run("two") == [["source"], ["file note.txt"], ["upstream cell-2"]])
    #expect(try await run("two") == [nil, nil, nil])
  }

  @Test func `a result during which a file changed is not kept`() async throws {
    let twice = ["a", "b"].map { Observation(.file("x"), value: $0) }
    let chapter = chapter(["load()"])
    _ = try await execute(chapter, observations: ["load()": twice])
    #expect(try await execute(chapter, observations: ["load()": twice]).ran == ["ran cell-1"])
  }

  @Test func `a cell that is never kept runs its readers too`() async throws {
    let chapter = chapter(["//| cache: false\nlet now = clock()", "print(now)", "print(1)"])
    _ = try await execute(chapter)
    let (outcome, _) = try await execute(chapter)
    #expect(outcome.reasons == [["cache: false"], ["upstream cell-1"], nil])
  }

  @Test func `says so when a result is gone though nothing changed`() async throws {
    _ = try await execute(chapter(["print(1)"]))
    let kept = folder.files().filter { $0.hasPrefix("cache/") && !$0.hasPrefix("cache/keys/") }
    for file in kept {
      try FileManager.default.removeItem(at: folder.url.appending(path: file))
    }
    #expect(try await execute(chapter(["print(1)"])).outcome.reasons == [["no result is cached"]])
  }
}

/// What a runner reported, as one line a cell.
private final class EventLog: Sendable {
  private let lines = Mutex<[String]>([])

  var cells: [String] { lines.withLock { $0 } }

  func add(_ event: ExecutionEvent) {
    let verb: String
    switch event.happening {
    case .running: verb = "ran"
    case .restoring: verb = "restored"
    case .compiling, .output, .progress, .made, .finished, .cached: return
    }
    lines.withLock { $0.append("\(verb) \(event.cell)") }
  }
}

/// Runs cells that say `write("…")` and `read()`, by way of a file.
private struct WritingRunner: CellRunner {
  let folder: URL

  func run(
    _ program: ChapterProgram, units: Set<Int>,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> [Int: UnitOutcome] {
    let file = folder.appending(path: "note.txt")
    var outcomes: [Int: UnitOutcome] = [:]
    for unit in units.sorted() {
      let source = program.units[unit].source
      outcomes[unit] = UnitOutcome(result: CellResult())
      if source.hasPrefix("write") { try Data(source.utf8).write(to: file) }
      if source.contains("read()") {
        let digest = FileDigests(file: "").digest(of: file.path) ?? Observation.absent
        outcomes[unit]?.observations = [Observation(.file("note.txt"), value: digest)]
      }
    }
    return outcomes
  }
}
