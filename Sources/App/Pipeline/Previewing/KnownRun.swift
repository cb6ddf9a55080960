import Caching
import Chapters
import Execution
import Foundation

/// What the cells of a chapter came to, and all that decided about it.
///
/// To find in the cache that nothing of a chapter has changed takes the reading of all its results. A preview
/// has them already: while all is as it was, they stand.
struct KnownRun: Sendable {
  let executed: BookBuilder.Executed
  private let circumstances: Circumstances

  private struct Circumstances: Equatable, Sendable {
    var facts: ToolchainFacts
    var conventions: String

    init(of execution: ChapterExecution) {
      facts = execution.planner.keys.facts
      conventions = execution.planner.keys.world.conventions
    }
  }

  /// Notes a run; `nil` when the cells might come to something else the next time, or when what they came to
  /// tells lines of the chapter, which move.
  init?(_ executed: BookBuilder.Executed, by execution: ChapterExecution) {
    let outcome = executed.outcome
    guard outcome.isRepeatable, outcome.diagnostics.isEmpty,
      outcome.results.allSatisfy({ $0.failure == nil })
    else { return nil }
    self.executed = executed
    circumstances = Circumstances(of: execution)
  }

  /// Whether the cells of a chapter, if they were run now, would come to the same.
  func stands(for chapter: Chapter, by execution: ChapterExecution) -> Bool {
    executed.chapter.runsLike(chapter) && circumstances == Circumstances(of: execution)
      && executed.outcome.uses.allSatisfy { execution.planner.keys.world.isCurrent($0) }
  }
}

extension Chapter {
  /// Whether the cells of both chapters do the same, wherever they stand.
  fileprivate func runsLike(_ other: Chapter) -> Bool {
    guard path == other.path, frontMatter == other.frontMatter else { return false }
    // The same text, as most chapters are at most times.
    if blocks == other.blocks { return true }
    let (cells, others) = (cells, other.cells)
    guard cells.count == others.count,
      zip(cells, others).allSatisfy({
        $0.name == $1.name && $0.source == $1.source && $0.options == $1.options
      })
    else { return false }
    func values(_ chapter: Chapter) -> [InlineValue] {
      chapter.inlineValues.map { value in
        InlineValue(
          expression: value.expression, position: SourcePosition(line: 1, column: 1),
          cell: value.cell)
      }
    }
    return values(self) == values(other)
  }
}
