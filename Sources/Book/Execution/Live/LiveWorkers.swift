import CellOutputs

/// The workers of a preview, one for each chapter: they stay from one run to the next, in the state in which
/// their last cell left them.
package actor LiveWorkers {
  /// Whether what a unit used is still as the unit found it.
  package typealias Currency = @Sendable (Observation, CellUnit, ChapterProgram) -> Bool

  /// Told why a cell's state cannot be kept: the chapter's file name without ending, the cell, the reason.
  package typealias Warning =
    @Sendable (_ chapter: String, _ cell: String, _ reason: String) -> Void

  let warn: Warning
  private var idle: [String: LiveWorker] = [:]
  private var hasEnded = false

  package init(warn: @escaping Warning = { _, _, _ in }) {
    self.warn = warn
  }

  /// Hands out the chapter's worker.
  ///
  /// - Parameters:
  ///   - chapter: The chapter's slug.
  ///   - key: All that a worker depends on from its start on; one with another key is ended.
  ///   - start: Starts one.
  /// - Returns: The worker.
  /// - Throws: What `start` throws.
  func take(
    _ chapter: String, key: String, start: () async throws -> LiveWorker
  ) async throws -> LiveWorker {
    if let worker = idle.removeValue(forKey: chapter) {
      if worker.key == key { return worker }
      await worker.end()
    }
    return try await start()
  }

  /// Takes back a worker that was handed out.
  func put(_ worker: LiveWorker, for chapter: String) async {
    guard !hasEnded else { return await worker.end() }
    idle[chapter] = worker
  }

  /// Whether the chapter's worker has run all these units, whatever has become since of what they used.
  func haveRun(_ units: Set<Int>, of program: ChapterProgram) -> Bool {
    let steps = idle[program.slug]?.steps ?? []
    return units.allSatisfy { unit in
      steps.contains { $0.isUnit(unit, of: program) }
    }
  }

  /// Ends all workers.
  package func end() async {
    hasEnded = true
    let workers = idle.values
    idle = [:]
    for worker in workers { await worker.end() }
  }
}
