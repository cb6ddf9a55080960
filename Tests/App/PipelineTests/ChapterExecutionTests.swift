import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Pipeline
import Synchronization
import Testing

@Suite struct ChapterExecutionTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "execution-\(UUID().uuidString)")

  private static let cells = [
    "let epochs = 3", "let width = 2", "let model = train(epochs)", "plot(model, width)",
    "print(\"alone\")",
  ]

  private func chapter(_ cells: [String], prose: String = "Text.") -> Chapter {
    let blocks = cells.map { "\(prose)\n\n```{swift}\n\($0)\n```\n" }
    let text = "# Title\n\n" + blocks.joined(separator: "\n")
    return Chapter.parse(Array(text.utf8), path: "chapters/01-test.md")
  }

  /// Executes a chapter, and returns the cells that were run or restored.
  private func execute(
    _ chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil,
    results: [String: CellResult] = [:], engine: String = "engine"
  ) async throws -> (outcome: ChapterExecution.Outcome, ran: [String]) {
    let execution = ChapterExecution(
      runner: CannedRunner(results: results),
      store: ResultStore(folder: folder.path) { _ in },
      facts: ToolkitFacts(engine: engine, toolchain: "Swift 6", machine: [:]), root: folder)
    let log = EventLog()
    let outcome = try await execution.execute(chapter, parameters: parameters) { log.add($0) }
    return (outcome, log.cells)
  }

  @Test func `nothing runs again when only prose changes`() async throws {
    defer { discard() }
    #expect(try await execute(chapter(Self.cells)).ran.count == 5)
    let again = try await execute(chapter(Self.cells, prose: "Other\nand longer words."))
    #expect(again.ran == [])
    #expect(again.outcome.reasons.allSatisfy { $0 == nil })
  }

  @Test func `a changed constant runs what reads it, and restores what that needs`() async throws {
    defer { discard() }
    _ = try await execute(chapter(Self.cells))
    var cells = Self.cells
    cells[1] = "let width = 5"
    let (outcome, ran) = try await execute(chapter(cells))
    #expect(ran == ["restored cell-1", "ran cell-2", "restored cell-3", "ran cell-4"])
    #expect(outcome.reasons == [nil, ["source"], nil, ["upstream cell-2"], nil])
  }

  @Test func `only cells that read a parameter depend on its value`() async throws {
    defer { discard() }
    let chapter = chapter(["print(params.epochs)", "print(params.rate)"])
    func parameters(_ epochs: Int) -> [FrontMatter.Parameter] {
      [.init(name: "epochs", value: .integer(epochs)), .init(name: "rate", value: .number(0.1))]
    }
    _ = try await execute(chapter, parameters: parameters(1))
    let (outcome, ran) = try await execute(chapter, parameters: parameters(2))
    #expect(ran == ["ran cell-1"])
    #expect(outcome.reasons == [["parameter epochs"], nil])
  }

  @Test func `another engine makes every result new`() async throws {
    defer { discard() }
    _ = try await execute(chapter(Self.cells))
    let (outcome, _) = try await execute(chapter(Self.cells), engine: "other")
    #expect(outcome.reasons.allSatisfy { $0?.contains("engine") == true })
  }

  @Test func `a kept failure moves with its cell`() async throws {
    defer { discard() }
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
  }

  private func discard() {
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      Issue.record(error)
    }
  }
}

/// What a runner told, as one line a cell.
private final class EventLog: Sendable {
  private let lines = Mutex<[String]>([])

  var cells: [String] { lines.withLock { $0 } }

  func add(_ event: ExecutionEvent) {
    let verb: String
    switch event.happening {
    case .running: verb = "ran"
    case .restoring: verb = "restored"
    case .compiling, .output, .progress, .finished, .kept: return
    }
    lines.withLock { $0.append("\(verb) \(event.cell)") }
  }
}
