import Chapters
import Execution
import Foundation

/// States that are made before they are asked for.
extension BookBuilder {
  /// Makes the states between the cells of a chapter, from which its next edit starts.
  ///
  /// A book that is opened takes its results from the cache, and no cell runs; the first edit would then have
  /// to run all that stands above it.
  ///
  /// - Parameters:
  ///   - book: The book as it was just made.
  ///   - page: The page of the chapter.
  ///   - memory: What earlier calls left.
  /// - Returns: The chapter's file name without ending, when a cell was run for it; and what somebody changed
  ///   meanwhile after a cell had used it.
  /// - Throws: What keeps any cell from being run, or `CancellationError`.
  package func makeStates(
    of book: PreviewedBook, on page: String, remembering memory: PreviewMemory
  ) async throws -> (chapter: String?, outdated: Set<String>) {
    guard options.usesCache,
      let executed = book.executed.first(where: { book.pages[$0.chapter.path] == page }),
      memory.isToMakeStates(of: executed.chapter)
    else { return (nil, []) }
    let lock = try await ProjectLock(in: project.stateFolder) {}
    defer { withExtendedLifetime(lock) {} }
    let (execution, _) = try await chapterExecution(
      knowing: memory.files(known: fileDigests), among: memory.workers)
    memory.begin([executed.chapter], of: project)
    defer { memory.endRunning() }
    let root = project.root
    var hasRun = false
    do {
      hasRun = try await execution.makeStates(
        of: executed.chapter, having: executed.outcome
      ) { event in
        if case .made(let path) = event.happening { memory.noteMade(path, in: root) }
      }
    } catch _ where !Task.isCancelled {
      // An edit will meet the same, and tell it where it belongs.
    }
    try Task.checkCancellation()
    memory.noteStates(of: executed.chapter)
    memory.endRunning()
    // Whatever has changed until now was taken for the cells' work, which it need not be, whether any ran or not;
    // and what was saved last may not have its time yet.
    try await Task.sleep(for: PreviewMemory.tick)
    let outdated = memory.outdated(
      since: [executed], in: execution.planner.keys.world, dataFolders: environment.dataFolders)
    return (hasRun ? executed.chapter.slug : nil, outdated)
  }
}
