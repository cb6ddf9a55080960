import Caching
import CellOutputs
import Chapters
import Execution
import Foundation

/// Gets the results of a chapter's cells: from the store what has not changed, by running the rest.
package struct ChapterExecution: Sendable {
  /// Whether results are reused and kept.
  package enum CachePolicy: Sendable {
    case use
    /// Runs every cell, and keeps the new results.
    case refresh
    /// Runs every cell, and keeps nothing.
    case ignore
  }

  package struct Outcome: Sendable {
    /// One result for each cell of the chapter, by `Cell.index`.
    package var results: [CellResult]
    /// The values of inline expressions above the first cell.
    package var openingValues: [String: String]
    package var diagnostics: [Diagnostic]
    /// For each cell: `nil` when its result was reused, else the named parts that changed.
    package var reasons: [[String]?]
    package var keys: [CacheKey]
  }

  private let runner: any CellRunner
  private let store: ResultStore
  private let facts: ToolkitFacts
  /// The folder that `inputs` are relative to.
  private let root: URL
  /// A description of the data sets that cells may find.
  private let data: String
  private let policy: CachePolicy

  package init(
    runner: any CellRunner, store: ResultStore, facts: ToolkitFacts, root: URL, data: String = "",
    policy: CachePolicy = .use
  ) {
    self.runner = runner
    self.store = store
    self.facts = facts
    self.root = root
    self.data = data
    self.policy = policy
  }

  /// - Throws: When no cell could be run, or the task was cancelled.
  package func execute(
    _ chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil,
    report: @escaping @Sendable (ExecutionEvent) -> Void = { _ in }
  ) async throws -> Outcome {
    let program = ChapterProgram(chapter, parameters: parameters)
    let keys = keys(of: program)
    let earlier = store.lastKeys(of: program.slug)

    var outcomes: [Int: UnitOutcome] = [:]
    for (index, unit) in program.units.enumerated() where isReusable(unit) {
      guard let kept = kept(keys[index], in: unit) else { continue }
      outcomes[index] = UnitOutcome(result: kept)
      report(program.event(index, .kept))
    }
    let hits = Set(outcomes.keys)
    let misses = Set(program.units.indices).subtracting(hits)
    if !misses.isEmpty {
      let ran = try await runner.run(program, units: misses, report: report)
      for (index, outcome) in ran {
        outcomes[index] = outcome
        try keep(outcome, of: program.units[index], under: keys[index])
      }
    }
    try keepKeys(keys, of: program, earlier: earlier, outcomes: outcomes)
    return assemble(program, outcomes, keys: keys, earlier: earlier, hits: hits)
  }

  private func keys(of program: ChapterProgram) -> [CacheKey] {
    let keyMaker = UnitKeys(facts: facts, root: root, data: data)
    var keys: [CacheKey] = []
    for index in program.units.indices {
      keys.append(keyMaker.key(of: index, in: program, above: keys))
    }
    return keys
  }

  private func isReusable(_ unit: CellUnit) -> Bool {
    guard case .use = policy else { return false }
    return unit.options.cache && !unit.options.refreshesCache
  }

  private func kept(_ key: CacheKey, in unit: CellUnit) -> CellResult? {
    guard let bytes = store.content(for: key) else { return nil }
    do {
      var result = try WireCoding.decode(CellResult.self, from: bytes)
      if let line = result.failure?.line { result.failure?.line = line + unit.firstLine }
      return result
    } catch {
      // Written by another version of the outputs: as good as absent.
      return nil
    }
  }

  /// Keeps what may be reused: a result that is as its cell's options want it.
  private func keep(_ outcome: UnitOutcome, of unit: CellUnit, under key: CacheKey) throws {
    if case .ignore = policy { return }
    guard outcome.diagnostics.isEmpty, unit.options.cache else { return }
    var result = outcome.result
    switch result.failure?.kind {
    case .skipped, .timeout, .memory, .processes: return
    case .compile, .throw, .trap, nil: break
    }
    // Lines are kept from the cell's start: prose above may grow without a new run.
    if let line = result.failure?.line { result.failure?.line = line - unit.firstLine }
    let bytes = try WireCoding.encode(result)
    try telling { try store.keep(bytes, for: key) }
  }

  /// Remembers the keys of what ended well, for the next explanation.
  private func keepKeys(
    _ keys: [CacheKey], of program: ChapterProgram, earlier: [String: CacheKey],
    outcomes: [Int: UnitOutcome]
  ) throws {
    if case .ignore = policy { return }
    var names: [String: CacheKey] = [:]
    for (index, unit) in program.units.enumerated() {
      let isGood = outcomes[index]?.diagnostics.isEmpty ?? false
      names[unit.name] = isGood ? keys[index] : earlier[unit.name]
    }
    try telling { try store.keepKeys(names, of: program.slug) }
  }

  /// Says where the store lies when it cannot be written.
  private func telling(_ write: () throws -> Void) throws {
    do {
      try write()
    } catch {
      throw PipelineError.unwritableState(path: store.folder, reason: error.fileReason)
    }
  }

  private func assemble(
    _ program: ChapterProgram, _ outcomes: [Int: UnitOutcome], keys: [CacheKey],
    earlier: [String: CacheKey], hits: Set<Int>
  ) -> Outcome {
    var outcome = Outcome(results: [], openingValues: [:], diagnostics: [], reasons: [], keys: [])
    for (index, unit) in program.units.enumerated() {
      let unitOutcome = outcomes[index] ?? UnitOutcome(result: CellResult())
      outcome.diagnostics += unitOutcome.diagnostics
      switch unit.kind {
      case .cell:
        outcome.results.append(unitOutcome.result)
        outcome.keys.append(keys[index])
        outcome.reasons.append(
          hits.contains(index) ? nil : earlier[unit.name].map(keys[index].changes) ?? ["new"])
      case .values(_, let cell):
        let values = unitOutcome.result.inlineValues
        if let cell, outcome.results.indices.contains(cell) {
          outcome.results[cell].inlineValues.merge(values) { _, new in new }
        } else {
          outcome.openingValues.merge(values) { _, new in new }
        }
      }
    }
    return outcome
  }
}
