import BinaryCoding
import Caching
import CellOutputs
import Execution
import Foundation

/// What of a chapter can be used again and what is to be run: found without running a cell.
struct ChapterPlan {
  struct Entry {
    /// What the unit showed when all was as it is now; `nil` when it is to be run.
    var cached: CellResult?
    /// All that the result depends on, as far as it is known.
    var key: CacheKey
    /// All that the state which the unit leaves depends on; `nil` when only a run will tell.
    var state: CacheKey?
    /// Why the unit is to be run, as names of parts that changed; empty when it is not.
    var reasons: [String] = []
  }

  /// One for each unit.
  var entries: [Entry] = []

  /// The units that are to be run.
  var due: Set<Int> { Set(entries.indices.filter { entries[$0].cached == nil }) }
}

/// Finds what of a chapter can be used again.
struct ChapterPlanner {
  let keys: UnitKeys
  let store: ResultStore
  let policy: ChapterExecution.CachePolicy

  private var uses: KnownUses { KnownUses(store: store) }

  /// Makes a plan for a chapter whose units had the keys `earlier`, by name, when they last ended well.
  func plan(_ program: ChapterProgram, earlier: [String: CacheKey]) -> ChapterPlan {
    var plan = ChapterPlan()
    for (index, unit) in program.units.enumerated() {
      let parts = keys.parts(of: index, in: program, above: plan.entries.map(Above.init))
      func matches(_ parts: [CacheKey.Part]) -> [CacheKey] {
        uses.sets(for: CacheKey(parts)).map { sources in
          CacheKey(parts + sources.map { part($0, of: index, in: program) })
        }
      }
      // What was observed last time, as it is now: it tells what has changed.
      let before = earlier[unit.name]?.parts ?? []
      let seen = before.compactMap { Observation.Source(name: $0.name) }
      var entry = ChapterPlan.Entry(
        key: CacheKey(parts.result + seen.map { part($0, of: index, in: program) }))
      let isReusable = unit.options.cache && !unit.options.refreshesCache
      if case .use = policy, isReusable, parts.isComplete {
        for key in matches(parts.result) {
          guard let result = cached(key, in: unit) else { continue }
          (entry.key, entry.cached) = (key, result)
          break
        }
        entry.state = matches(parts.state).first { store.content(for: $0) != nil }
      }
      if entry.cached == nil { entry.reasons = reasons(unit, entry.key, since: earlier[unit.name]) }
      plan.entries.append(entry)
    }
    return plan
  }

  private func part(
    _ source: Observation.Source, of index: Int, in program: ChapterProgram
  ) -> CacheKey.Part {
    CacheKey.Part(
      name: source.name,
      content: keys.value(of: source, in: program.units[index], of: program))
  }

  private func cached(_ key: CacheKey, in unit: CellUnit) -> CellResult? {
    guard let bytes = store.content(for: key) else { return nil }
    do {
      var result = try BinaryCoding.decode(CellResult.self, from: bytes)
      if let line = result.failure?.line { result.failure?.line = line + unit.firstLine }
      return result
    } catch {
      // Written by another version of the outputs: as good as absent.
      return nil
    }
  }

  private func reasons(_ unit: CellUnit, _ key: CacheKey, since earlier: CacheKey?) -> [String] {
    guard case .use = policy else { return ["--no-cache"] }
    if unit.options.refreshesCache { return ["cache: refresh"] }
    if !unit.options.cache { return ["cache: false"] }
    guard let earlier else { return ["new"] }
    let changes = key.changes(since: earlier)
    return changes.isEmpty ? ["no result is cached"] : changes
  }

  // MARK: After a run

  /// What a unit's results are cached under, once it is known what it used.
  struct FinalKeys {
    var result: CacheKey
    var state: CacheKey
    var resultUses: [Observation.Source]
    var stateUses: [Observation.Source]
    fileprivate var parts: UnitKeys.Parts
  }

  /// Returns the keys of a unit that has run; `nil` when it cannot be said what it depends on.
  func finalKeys(
    of index: Int, in program: ChapterProgram, having outcome: UnitOutcome, above: [Above]
  ) -> FinalKeys? {
    let parts = keys.parts(of: index, in: program, above: above)
    guard parts.isComplete else { return nil }
    let unit = program.units[index]
    let observations =
      outcome.observations
      + (outcome.usesEngine ? keys.partsOfEngine : []).map {
        Observation($0, value: keys.value(of: $0, in: unit, of: program))
      }
    var values: [Observation.Source: String] = [:]
    for observation in observations {
      let known = values.updateValue(observation.value, forKey: observation.source)
      // It changed while the cell ran: nobody can tell which of the two the result is made of.
      guard known == nil || known == observation.value else { return nil }
    }
    let onlyDisplays = program.onlyDisplays(index)
    let ofState = observations.filter { !onlyDisplays || !$0.isForDisplay }.map(\.source)
    func uses(_ sources: some Sequence<Observation.Source>) -> [Observation.Source] {
      let kept = Set(sources)
      let values = values.filter { kept.contains($0.key) }
      return values.keys.filter { !isImplied($0, by: values) }.sorted { $0.name < $1.name }
    }
    func key(_ parts: [CacheKey.Part], _ sources: [Observation.Source]) -> CacheKey {
      CacheKey(parts + sources.map { CacheKey.Part(name: $0.name, content: values[$0] ?? "") })
    }
    let (resultUses, stateUses) = (uses(values.keys), uses(ofState))
    return FinalKeys(
      result: key(parts.result, resultUses), state: key(parts.state, stateUses),
      resultUses: resultUses, stateUses: stateUses, parts: parts)
  }

  /// Whether another observation says the same and more: who read a file knows that it is there.
  private func isImplied(
    _ source: Observation.Source, by values: [Observation.Source: String]
  ) -> Bool {
    guard case .status(let path) = source, let content = values[.file(path)] else { return false }
    return content != Observation.absent || values[source] == Observation.absent
  }

  /// Keeps a result under its keys, for the cells below and for the next render.
  ///
  /// - Throws: When the store cannot be written.
  func keep(_ result: CellResult, of unit: CellUnit, under keys: FinalKeys) throws {
    var result = result
    // Lines are kept from the cell's start: prose above may grow without a new run.
    if let line = result.failure?.line { result.failure?.line = line - unit.firstLine }
    try store.keep(try BinaryCoding.encode(result), for: keys.result)
    try uses.add(keys.resultUses, for: CacheKey(keys.parts.result))
    try store.keep([], for: keys.state)
    try uses.add(keys.stateUses, for: CacheKey(keys.parts.state))
  }
}

/// What is known of a unit above: the keys of what it shows and of the state that it leaves.
struct Above {
  /// `nil` when it is to be run first.
  var result: CacheKey?
  var state: CacheKey?

  init(result: CacheKey?, state: CacheKey?) {
    self.result = result
    self.state = state
  }

  init(_ entry: ChapterPlan.Entry) {
    self.init(result: entry.cached == nil ? nil : entry.key, state: entry.state)
  }
}
