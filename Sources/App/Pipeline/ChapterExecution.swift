import Caching
import CellOutputs
import Chapters
import Execution
import Foundation

/// Gets the results of a chapter's cells: from the store what has not changed, by running the rest.
package struct ChapterExecution: Sendable {
  /// Whether results are reused and cached.
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
    /// For each cell, the parameters that it, or a cell which it needs, was observed to read.
    package var parameters: [Set<String>] = []
    /// What the results were observed to depend on besides the chapter, as parts of keys.
    package var uses: [CacheKey.Part] = []
    /// The same, with what cells used whose results are not kept.
    package var lookedAt: [CacheKey.Part] = []
    /// The entries of the cache that were read; `nil` when not all results came from there.
    package var entriesUsed: [String]?
    /// Whether the next render would run none of the cells, if all of that is as it was.
    package var isRepeatable = true
  }

  /// What would happen to a cell, and why.
  package struct Forecast: Hashable, Sendable {
    package var cell: String
    /// `nil` when its result is used again, else the named parts that changed.
    package var reasons: [String]?

    init(of entry: ChapterPlan.Entry, _ cell: String) {
      self.cell = cell
      reasons = entry.cached == nil ? entry.reasons : nil
    }
  }

  private let runner: any CellRunner
  let store: ResultStore
  let planner: ChapterPlanner
  private let policy: CachePolicy

  /// Prepares to execute chapters.
  ///
  /// - Parameters:
  ///   - runner: Runs cells.
  ///   - store: Where results are cached.
  ///   - facts: What all results depend on.
  ///   - root: The folder in which cells run.
  ///   - files: The digests of files that were read before.
  ///   - policy: Whether results are used again.
  ///   - environment: The variables that cells inherit.
  ///   - data: Looks up one file of a data set; see `RenderEnvironment.dataDigest`.
  package init(
    runner: any CellRunner, store: ResultStore, facts: ToolchainFacts, root: URL,
    files: FileDigests,
    policy: CachePolicy = .use, environment: [String: String] = ProcessInfo.processInfo.environment,
    data: @escaping @Sendable (DataQuestion, FileDigests) -> String = { _, _ in Observation.absent }
  ) {
    self.runner = runner
    self.store = store
    self.policy = policy
    planner = ChapterPlanner(
      keys: UnitKeys(
        facts: facts,
        world: World(root: root, files: files, data: data, environment: environment)),
      store: store, policy: policy)
  }

  /// Tells what `execute` would run, and runs nothing.
  package func forecast(
    _ chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil
  ) -> [Forecast] {
    forecast(ChapterProgram(chapter, parameters: parameters))
  }

  /// Looks up the results that a render would use again, and runs nothing.
  ///
  /// - Returns: One for each cell, by `Cell.index`; `nil` for those that a render would run.
  func keptResults(of chapter: Chapter) -> [CellResult?] {
    let program = ChapterProgram(chapter)
    let seeds = forecastSeeds(of: program)
    var first = program.withFirstSeeds()
    first.seedRuns = seeds.runs
    first.pendingSeeds = seeds.pending
    let plan = planner.plan(first, earlier: store.lastKeys(of: program.slug))
    return program.units.indices.filter { program.units[$0].isCell }.map { plan.entries[$0].cached }
  }

  private func forecast(_ program: ChapterProgram) -> [Forecast] {
    let seeds = forecastSeeds(of: program)
    var first = program.withFirstSeeds()
    first.seedRuns = seeds.runs
    first.pendingSeeds = seeds.pending
    let plan = planner.plan(first, earlier: store.lastKeys(of: program.slug))
    return program.units.indices.filter { program.units[$0].isCell }.flatMap { index in
      seeds.forecasts[index] ?? [Forecast(of: plan.entries[index], program.units[index].name)]
    }
  }

  /// Looks up what a chapter came to when all its results are kept; `nil` when some are not.
  func keptOutcome(of chapter: Chapter) -> Outcome? {
    guard let reuse = reuse(of: chapter), reuse.isWhole else { return nil }
    var outcomes: [Int: UnitOutcome] = [:]
    for (index, entry) in reuse.plan.entries.enumerated() {
      outcomes[index] = entry.cached.map { UnitOutcome(result: $0) }
    }
    return assemble(reuse.program, outcomes, plan: reuse.plan, reasons: [:])
  }

  /// Gets the results of all cells of a chapter.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - parameters: Values in place of the chapter's own.
  ///   - reuse: What `reuse` found of the same chapter, before any cell of the book ran.
  ///   - report: Told what happens, as it happens.
  ///   - planned: Told what will be run and why, before any cell is.
  /// - Returns: The results, and where they came from.
  /// - Throws: When no cell could be run, or the task was cancelled.
  package func execute(
    _ chapter: Chapter, parameters: [FrontMatter.Parameter]? = nil, reusing reuse: Reuse? = nil,
    report: @escaping @Sendable (ExecutionEvent) -> Void = { _ in },
    planned: (([Forecast]) -> Void)? = nil
  ) async throws -> Outcome {
    if let reuse {
      reuse.warnings.forEach(store.warn)
      if let planned { planned(forecast(reuse.program)) }
      var (outcome, _) = try await executeOnce(reuse.program, report: report, by: reuse.plan)
      if reuse.isWhole { outcome.entriesUsed = reuse.entries }
      return outcome
    }
    let program = ChapterProgram(chapter, parameters: parameters)
    if let planned { planned(forecast(program)) }
    let seeds = try await runSeeds(of: program, report: report)
    var first = program.withFirstSeeds()
    first.seedRuns = seeds.runs
    var (outcome, _) = try await executeOnce(first, report: report, having: seeds.settled)
    seeds.add(to: &outcome, of: program)
    outcome.uses += seeds.uses
    outcome.lookedAt += seeds.uses
    outcome.isRepeatable = outcome.isRepeatable && seeds.areRepeatable
    return outcome
  }

  /// Makes the states between the cells of a chapter whose results are known.
  ///
  /// - Parameters:
  ///   - chapter: The chapter.
  ///   - outcome: What its cells came to; none is run below one that failed.
  ///   - report: Told what happens, as it happens.
  /// - Returns: Whether any cell was run.
  /// - Throws: When no cell could be run, or the task was cancelled.
  func makeStates(
    of chapter: Chapter, having outcome: Outcome,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Bool {
    let whole = ChapterProgram(chapter)
    let seeds = forecastSeeds(of: whole)
    guard seeds.pending.isEmpty else { return false }
    var program = whole.withFirstSeeds()
    program.seedRuns = seeds.runs
    var units: Set<Int> = []
    for (index, unit) in program.units.enumerated() where unit.evaluates {
      if case .cell(let cell) = unit.kind {
        guard outcome.results.indices.contains(cell), outcome.results[cell].failure == nil else {
          break
        }
      }
      units.insert(index)
    }
    return try await runner.makeStates(behind: units, of: program, report: report)
  }

  /// What has become of some units in this render, which need not run again in it.
  struct Settled {
    var outcomes: [Int: UnitOutcome] = [:]
    var entries: [Int: ChapterPlan.Entry] = [:]
    /// Why they were run.
    var reasons: [Int: [String]] = [:]

    /// Takes over what another run has settled of the units at `indices`.
    mutating func merge(_ other: Settled, at indices: Range<Int>) {
      outcomes.merge(other.outcomes.filter { indices.contains($0.key) }) { old, _ in old }
      entries.merge(other.entries.filter { indices.contains($0.key) }) { old, _ in old }
      reasons.merge(other.reasons.filter { indices.contains($0.key) }) { old, _ in old }
    }
  }

  /// Gets the results of a chapter in which each cell runs once, but for those that are `settled`; by a plan
  /// that was just made, if there is one.
  func executeOnce(
    _ program: ChapterProgram, report: @escaping @Sendable (ExecutionEvent) -> Void,
    having settled: Settled = Settled(), by plan: ChapterPlan? = nil
  ) async throws -> (Outcome, Settled) {
    let earlier = store.lastKeys(of: program.slug)
    var plan = plan ?? planner.plan(program, earlier: earlier)
    var ran: [Int: UnitOutcome] = [:]
    var reasons: [Int: [String]] = [:]
    var cached: Set<Int> = []
    for index in program.units.indices {
      guard let outcome = settled.outcomes[index], let entry = settled.entries[index] else {
        continue
      }
      (ran[index], plan.entries[index], reasons[index]) = (outcome, entry, settled.reasons[index])
    }
    // A cell may write a file that a cell elsewhere in the chapter was found to have read. So what was
    // not run is looked at again until all is as it was found; each round runs at least one unit more.
    while true {
      let due = plan.due.subtracting(ran.keys)
      if due.isEmpty { break }
      for index in due { reasons[index] = plan.entries[index].reasons }
      let outcomes = try await runner.run(program, units: due, report: report)
      ran.merge(outcomes) { _, new in new }
      if case .ignore = policy { break }
      cached.formUnion(settle(outcomes, of: program, in: &plan))
      guard case .use = policy else { break }
      let next = planner.plan(program, earlier: earlier)
      for index in next.entries.indices where ran[index] == nil {
        plan.entries[index] = next.entries[index]
      }
    }
    for (index, entry) in plan.entries.enumerated() where ran[index] == nil {
      guard let cached = entry.cached else { continue }
      ran[index] = UnitOutcome(result: cached)
      report(program.event(index, .cached))
    }
    try keepKeys(plan, of: program, earlier: earlier, outcomes: ran)
    var outcome = assemble(program, ran, plan: plan, reasons: reasons)
    outcome.isRepeatable = plan.entries.indices.allSatisfy {
      plan.entries[$0].cached != nil || cached.contains($0)
    }
    outcome.uses = plan.entries.flatMap(\.key.parts).filter(\.isUse)
    outcome.lookedAt =
      outcome.uses
      + ran.values.flatMap(\.observations).map {
        CacheKey.Part(name: $0.source.name, content: $0.value)
      }
    var done = Settled()
    for (index, reason) in reasons {
      guard let outcome = ran[index], outcome.diagnostics.isEmpty, plan.entries[index].state != nil
      else { continue }
      (done.outcomes[index], done.reasons[index]) = (outcome, reason)
      done.entries[index] = plan.entries[index]
      // As good as kept, for the rest of this render.
      done.entries[index]?.cached = outcome.result
    }
    return (outcome, done)
  }

  /// Enters into the plan what is known now that some units have run, and keeps what may be reused: a
  /// result that is as its cell's options want it.
  ///
  /// - Returns: The units that the next render finds in the cache.
  private func settle(
    _ outcomes: [Int: UnitOutcome], of program: ChapterProgram, in plan: inout ChapterPlan
  ) -> Set<Int> {
    var above = plan.entries.map(Above.init)
    var cached: Set<Int> = []
    for (index, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      let unit = program.units[index]
      guard outcome.diagnostics.isEmpty, outcome.result.failure?.isLasting ?? true,
        let keys = planner.finalKeys(of: index, in: program, having: outcome, above: above)
      else { continue }
      (plan.entries[index].key, plan.entries[index].state) = (keys.result, keys.state)
      above[index] = Above(result: keys.result, state: keys.state)
      guard unit.options.cache else { continue }
      let isKept = telling { try planner.keep(outcome.result, of: unit, under: keys) }
      if isKept, !unit.options.refreshesCache { cached.insert(index) }
    }
    return cached
  }

  /// Remembers the keys of what ended well, for the next explanation.
  private func keepKeys(
    _ plan: ChapterPlan, of program: ChapterProgram, earlier: [String: CacheKey],
    outcomes: [Int: UnitOutcome]
  ) throws {
    if case .ignore = policy { return }
    var names: [String: CacheKey] = [:]
    for (index, unit) in program.units.enumerated() {
      let isGood = outcomes[index]?.diagnostics.isEmpty ?? false
      names[unit.name] = isGood ? plan.entries[index].key : earlier[unit.name]
    }
    guard names != earlier else { return }
    telling { try store.keepKeys(names, of: program.slug) }
  }

  /// A store that cannot be written, on a full disk for one, costs time at the next render only.
  @discardableResult
  private func telling(_ write: () throws -> Void) -> Bool {
    do {
      try write()
      return true
    } catch {
      store.warn("'\(store.folder)' cannot be written: \(error.fileReason). Results are not kept.")
      return false
    }
  }

  private func assemble(
    _ program: ChapterProgram, _ outcomes: [Int: UnitOutcome], plan: ChapterPlan,
    reasons: [Int: [String]]
  ) -> Outcome {
    var outcome = Outcome(results: [], openingValues: [:], diagnostics: [], reasons: [], keys: [])
    var read: [Set<String>] = []
    for (index, unit) in program.units.enumerated() {
      let own = Set(plan.entries[index].key.parts.compactMap(\.parameter))
      read.append(program.units(neededBy: index).reduce(own) { $0.union(read[$1]) })
      let unitOutcome = outcomes[index] ?? UnitOutcome(result: CellResult())
      outcome.diagnostics += unitOutcome.diagnostics
      switch unit.kind {
      case .cell:
        outcome.results.append(unitOutcome.result)
        outcome.parameters.append(read[index])
        outcome.keys.append(plan.entries[index].key)
        outcome.reasons.append(reasons[index])
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

extension CellFailure {
  /// Whether the cell would fail the same way again, whatever the machine does meanwhile.
  fileprivate var isLasting: Bool {
    switch kind {
    case .skipped, .timeout, .memory, .processes: false
    case .compile, .throw, .trap: true
    }
  }
}

extension ChapterProgram {
  /// The units above that a unit needs: by name, or for what they recorded over their seeds.
  fileprivate func units(neededBy index: Int) -> Set<Int> {
    let seeds = units[index].readsSeedRuns ? seedRuns.keys.filter { $0 < index } : []
    return Set(graph.needs[index]).union(seeds)
  }
}

extension CacheKey.Part {
  /// The parameter that was read; `nil` for other parts.
  fileprivate var parameter: String? {
    guard case .parameter(let name)? = Observation.Source(name: name) else { return nil }
    return name
  }
}
