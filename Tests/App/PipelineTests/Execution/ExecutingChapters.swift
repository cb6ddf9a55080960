import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Pipeline
import Synchronization
import TestSupport
import Testing

/// A suite that executes chapters in a folder of its own, by a runner that compiles nothing.
protocol ExecutingChapters {
  var folder: TemporaryFolder { get }
}

extension ExecutingChapters {
  /// Two constants, what reads the first, what reads both, and what reads nothing.
  static var cells: [String] {
    [
      "let epochs = 3", "let width = 2", "let model = train(epochs)", "plot(model, width)",
      "print(\"alone\")",
    ]
  }

  func chapter(_ cells: [String], prose: String = "Text.") -> Chapter {
    let blocks = cells.map { "\(prose)\n\n```{swift}\n\($0)\n```\n" }
    let text = "# Title\n\n" + blocks.joined(separator: "\n")
    return Chapter.parse(Array(text.utf8), path: "chapters/01-test.md")
  }

  func execution(
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
  func execute(
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
