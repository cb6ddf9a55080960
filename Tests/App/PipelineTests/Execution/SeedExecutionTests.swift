import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite struct SeedExecutionTests {
  /// A runner that records the seed of each cell, and remembers what it ran.
  private final class SeedRunner: CellRunner {
    /// `cell seed`, and what the cell was told of seeds above.
    let log = Mutex<[String]>([])
    let failing: Int?

    init(failing: Int? = nil) { self.failing = failing }

    func run(
      _ program: ChapterProgram, units: Set<Int>,
      report: @escaping @Sendable (ExecutionEvent) -> Void
    ) async throws -> [Int: UnitOutcome] {
      var outcomes: [Int: UnitOutcome] = [:]
      for unit in units.sorted() {
        let seed = program.units[unit].options.seed ?? program.seed ?? 0
        let known = program.seedRuns.filter { $0.key < unit }.flatMap { $0.value.map(\.seed) }
        log.withLock {
          $0.append("\(program.units[unit].name) \(seed)" + (known.isEmpty ? "" : " of \(known)"))
        }
        let isFailing = program.units[unit].options.seeds != nil && seed == failing
        let diagnostic = Diagnostic(.error, file: "a.md", "it crashed")
        var result = CellResult(
          recorded: [RecordedValue(name: "seed", content: .integer(seed))],
          failure: isFailing ? CellFailure(kind: .trap, message: "it crashed") : nil)
        result.seconds = 1
        outcomes[unit] = UnitOutcome(
          result: result,
          diagnostics: isFailing ? [diagnostic] : [],
          // Only the cell that trains reads its seed.
          observations: program.units[unit].options.seeds == nil
            ? [] : [Observation(.seed, value: String(seed))])
      }
      return outcomes
    }

    func take() -> [String] {
      log.withLock { log in
        defer { log = [] }
        return log
      }
    }
  }

  private func text(_ seeds: String, more: String = "") -> Chapter {
    Chapter.parse(
      """
      ```{swift}
      //| label: data
      let data = 1
      ```

      ```{swift}
      //| label: train
      //| seeds: \(seeds)
      \(more)let trained = data
      ```

      ```{swift}
      //| label: band
      overSeeds("seed")
      ```

      ```{swift}
      //| label: other
      print(2)
      ```
      """, path: "a.md")
  }

  private func execution(
    _ runner: SeedRunner, in folder: TemporaryFolder,
    policy: ChapterExecution.CachePolicy = .use
  ) -> ChapterExecution {
    ChapterExecution(
      runner: runner, store: ResultStore(folder: folder.url.path) { _ in },
      facts: ToolchainFacts(engine: "engine", compiler: "Swift 6", machine: [:]), root: folder.url,
      files: FileDigests(file: folder.url.appending(path: "digests.json").path), policy: policy)
  }

  @Test func `raising five seeds to seven runs two, and what gathers them`() async throws {
    let folder = try TemporaryFolder()
    let runner = SeedRunner()
    let execution = execution(runner, in: folder)
    _ = try await execution.execute(text("5"))
    #expect(
      runner.take() == [
        "data 0", "train 1", "train 2", "train 3", "train 4", "train 5",
        "band 0 of [1, 2, 3, 4, 5]", "other 0 of [1, 2, 3, 4, 5]",
      ])
    _ = try await execution.execute(text("5"))
    #expect(runner.take() == [])
    _ = try await execution.execute(text("7"))
    #expect(runner.take() == ["train 6", "train 7", "band 0 of [1, 2, 3, 4, 5, 6, 7]"])
    // Fewer seeds are there already; what gathers them was seen with five.
    _ = try await execution.execute(text("5"))
    #expect(runner.take() == [])
  }

  @Test func `a render without the cache runs each seed once, and all else once`() async throws {
    let folder = try TemporaryFolder()
    let runner = SeedRunner()
    let once = [
      "data 0", "train 1", "train 2", "train 3", "band 0 of [1, 2, 3]", "other 0 of [1, 2, 3]",
    ]
    for _ in 0..<2 {
      let outcome = try await execution(runner, in: folder, policy: .refresh).execute(text("3"))
      #expect(runner.take() == once)
      #expect(outcome.results[1].recorded.map(\.content) == [.integer(1)])
      #expect(outcome.reasons.allSatisfy { $0 == ["--no-cache"] } && outcome.reasons.count == 4)
    }
    // As does one in which a cell above is never kept.
    let chapter = Chapter.parse(
      text("2").lines.joined(separator: "\n").replacing(
        "//| label: data", with: "//| label: data\n//| cache: false"), path: "a.md")
    let fresh = try TemporaryFolder()
    _ = try await execution(runner, in: fresh).execute(chapter)
    #expect(
      runner.take() == [
        "data 0", "train 1", "train 2", "band 0 of [1, 2]", "other 0 of [1, 2]",
      ])
  }

  @Test func `what is foretold names each seed, and what gathers them`() async throws {
    let folder = try TemporaryFolder()
    let runner = SeedRunner()
    let execution = execution(runner, in: folder)
    func forecast(_ seeds: String) -> [String] {
      execution.forecast(text(seeds)).map {
        "\($0.cell): \($0.reasons?.joined(separator: ", ") ?? "hit")"
      }
    }
    #expect(
      forecast("2") == [
        "data: new", "train with seed 1: new", "train with seed 2: new", "band: new", "other: new",
      ])
    #expect(runner.take() == [], "nothing runs")
    _ = try await execution.execute(text("2"))
    #expect(
      forecast("2") == [
        "data: hit", "train with seed 1: hit", "train with seed 2: hit", "band: hit", "other: hit",
      ])
    var told: [String] = []
    let outcome = try await execution.execute(text("3")) { _ in
    } planned: {
      told = $0.map(\.cell)
    }
    #expect(
      told == [
        "data", "train with seed 1", "train with seed 2", "train with seed 3", "band", "other",
      ])
    #expect(outcome.reasons == [nil, ["new"], ["results over seeds train"], nil])
    #expect(
      forecast("4") == [
        "data: hit", "train with seed 1: hit", "train with seed 2: hit", "train with seed 3: hit",
        "train with seed 4: new", "band: results over seeds train", "other: hit",
      ])
  }

  @Test func `a cell with seeds costs what all of them cost`() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await execution(SeedRunner(), in: folder).execute(text("3"))
    #expect(outcome.results.map(\.seconds) == [1, 3, 1, 1])
  }

  @Test func `seeds begin at the cell's own, or are listed`() async throws {
    let folder = try TemporaryFolder()
    let runner = SeedRunner()
    let execution = execution(runner, in: folder)
    let outcome = try await execution.execute(text("2", more: "//| seed: 42\n"))
    #expect(runner.take().filter { $0.hasPrefix("train") } == ["train 42", "train 43"])
    // The chapter shows the run with the first seed.
    #expect(outcome.results[1].recorded.map(\.content) == [.integer(42)])
    _ = try await execution.execute(text("[43, 7]"))
    #expect(runner.take().filter { $0.hasPrefix("train") } == ["train 7"])
  }

  @Test func `a seed that fails is reported with its number, and no later one is run`() async throws
  {
    let folder = try TemporaryFolder()
    let runner = SeedRunner(failing: 2)
    let outcome = try await execution(runner, in: folder).execute(text("3"))
    #expect(outcome.diagnostics.map(\.message) == ["it crashed (with seed 2)"])
    #expect(runner.take().filter { $0.hasPrefix("train") } == ["train 1", "train 2"])
  }
}
