import Caching
import Chapters
import Execution
import Synchronization

extension ChapterExecution {
  /// What of a chapter can be used again as long as no cell of another one runs: that may write what it reads.
  package struct Reuse: Sendable {
    let program: ChapterProgram
    let plan: ChapterPlan
    let entries: [String]
    /// What was found damaged, which is told when the chapter is executed.
    let warnings: [String]

    /// Whether no cell is to be run.
    var isWhole: Bool { plan.due.isEmpty }
  }

  /// Looks which of a chapter's results can be used again, and runs nothing; `nil` when there are seeds, each of
  /// which is looked at by itself.
  package func reuse(
    of chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil
  ) -> Reuse? {
    guard case .use = planner.policy else { return nil }
    let program = ChapterProgram(chapter, parameters: parameters)
    guard program.units.indices.allSatisfy({ program.seeds(of: $0) == nil }) else { return nil }
    let entries = Mutex<[String]>([])
    let warnings = Mutex<[String]>([])
    let store = ResultStore(
      folder: store.folder, warn: { warning in warnings.withLock { $0.append(warning) } },
      noting: { entry in entries.withLock { $0.append(entry) } })
    let plan = ChapterPlanner(keys: planner.keys, store: store, policy: planner.policy)
      .plan(program, earlier: store.lastKeys(of: program.slug))
    return Reuse(
      program: program, plan: plan, entries: entries.withLock { $0 },
      warnings: warnings.withLock { $0 })
  }
}
