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
        outcomes[unit] = UnitOutcome(
          result: CellResult(
            recorded: [RecordedValue(name: "seed", content: .integer(seed))],
            failure: isFailing ? CellFailure(kind: .trap, message: "it crashed") : nil),
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

  private func execution(_ runner: SeedRunner, in folder: TemporaryFolder) -> ChapterExecution {
    ChapterExecution(
      runner: runner, store: ResultStore(folder: folder.url.path) { _ in },
      facts: ToolchainFacts(engine: "engine", compiler: "Swift 6", machine: [:]), root: folder.url,
      files: FileDigests(file: folder.url.appending(path: "digests.json").path))
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
