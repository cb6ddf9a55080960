import CellOutputs
import Chapters
import Execution
import Pipeline
import Testing

@Suite struct RenderEventTests {
  /// Whether a cell with `option` that ended with a failure is told as failed.
  private func isFailed(_ option: String, _ kind: CellFailure.Kind?) throws -> Bool {
    let text = "```{swift}\n\(option)\nf()\n```\n"
    let program = ChapterProgram(Chapter.parse(text, path: "a.md"))
    let failure = kind.map { CellFailure(kind: $0, message: "index out of range") }
    let event = RenderEvent(program.event(0, endingWith: CellResult(failure: failure)))
    guard case .cellFinished(let place, _, let failed) = try #require(event) else {
      Issue.record("not an end: \(String(describing: event))")
      return true
    }
    #expect(place.cell == "cell-1")
    return failed
  }

  @Test func `a failure that a cell foresees is told as a good end`() throws {
    #expect(try !isFailed("//| error: trap", .trap))
    #expect(try !isFailed("//| error: true", .throw))
    #expect(try isFailed("//| error: throw", .trap))
    #expect(try isFailed("//| echo: true", .trap))
    #expect(try !isFailed("//| echo: true", nil))
  }
}
