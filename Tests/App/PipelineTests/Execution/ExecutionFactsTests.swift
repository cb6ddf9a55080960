import Chapters
import Execution
import Pipeline
import TestSupport
import Testing

/// What another engine, compiler, machine or environment runs again.
@Suite struct ExecutionFactsTests: ExecutingChapters {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

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
}
