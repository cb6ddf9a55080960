import Caching
import CellOutputs
import Chapters
import Execution

/// Cells with `seeds:`, which run once for each.
extension ChapterExecution {
  /// What the seeds of a chapter's cells came to.
  struct SeedResults {
    /// By the unit's place.
    var runs: [Int: [SeedRun]] = [:]
    /// Units that ran on the way, with the first seeds.
    var settled = Settled()
    /// Why a unit was run for any of its seeds.
    var reasons: [Int: [String]] = [:]
    /// What all seeds of a unit cost together.
    var costs: [Int: (seconds: Double, cpuSeconds: Double, peakMemory: Int)] = [:]
    /// What went wrong with a seed that is not the cell's first.
    var diagnostics: [Diagnostic] = []
    /// See `Outcome.uses`, `Outcome.isRepeatable`.
    var uses: [CacheKey.Part] = []
    var areRepeatable = true

    mutating func add(_ outcome: Outcome, of unit: Int) {
      guard let result = outcome.results.last else { return }
      let cost = costs[unit] ?? (0, 0, 0)
      costs[unit] = (
        cost.seconds + result.seconds, cost.cpuSeconds + result.cpuSeconds,
        max(cost.peakMemory, result.peakMemory)
      )
      if let reason = outcome.reasons.last ?? nil, reasons[unit] == nil { reasons[unit] = reason }
    }

    /// Enters into a chapter's outcome what its cells did for their seeds.
    func add(to outcome: inout Outcome, of program: ChapterProgram) {
      outcome.diagnostics += diagnostics
      for (unit, cost) in costs {
        guard case .cell(let cell) = program.units[unit].kind else { continue }
        outcome.results[cell].seconds = cost.seconds
        outcome.results[cell].cpuSeconds = cost.cpuSeconds
        outcome.results[cell].peakMemory = cost.peakMemory
        outcome.reasons[cell] = outcome.reasons[cell] ?? reasons[unit]
      }
    }
  }

  /// Runs each cell with `seeds:` once for each of them, but for those whose results are kept.
  ///
  /// A seed is a run of its own, in a worker of its own, of the cell and of what it needs: so raising
  /// `seeds: 5` to 7 runs two. The chapter itself shows the run with the first seed.
  func runSeeds(
    of program: ChapterProgram, report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> SeedResults {
    var results = SeedResults()
    for (index, unit) in program.units.enumerated() {
      guard let seeds = program.seeds(of: index), unit.evaluates else { continue }
      for (place, seed) in seeds.enumerated() {
        var variant = program.variant(of: index, seed: seed)
        variant.seedRuns = results.runs
        var above = Settled()
        above.merge(results.settled, at: 0..<index)
        let (outcome, settled) = try await executeOnce(
          variant,
          report: { event in
            // Only the cells that run are news: the others are told with the chapter.
            if case .cached = event.happening { return }
            report(event)
          }, having: above)
        results.uses += outcome.uses
        results.areRepeatable = results.areRepeatable && outcome.isRepeatable
        guard outcome.diagnostics.isEmpty, let result = outcome.results.last else {
          // The first seed's mistakes are told with the chapter, which runs with it.
          if place > 0 {
            results.diagnostics += outcome.diagnostics.map { $0.noting("with seed \(seed)") }
          }
          break
        }
        results.settled.merge(settled, at: 0..<(place == 0 ? index + 1 : index))
        results.add(outcome, of: index)
        results.runs[index, default: []].append(
          SeedRun(cell: unit.name, seed: seed, recorded: result.recorded))
      }
    }
    return results
  }

  /// What is known of the seeds of a chapter's cells without running any.
  struct SeedForecasts {
    /// One for each seed, by the unit's place.
    var forecasts: [Int: [Forecast]] = [:]
    /// The results of units all of whose seeds are kept.
    var runs: [Int: [SeedRun]] = [:]
    /// The other units with seeds.
    var pending: Set<Int> = []
  }

  func forecastSeeds(of program: ChapterProgram) -> SeedForecasts {
    var seeds = SeedForecasts()
    for (index, unit) in program.units.enumerated() {
      guard let values = program.seeds(of: index), unit.evaluates else { continue }
      var runs: [SeedRun] = []
      for seed in values {
        var variant = program.variant(of: index, seed: seed)
        (variant.seedRuns, variant.pendingSeeds) = (seeds.runs, seeds.pending)
        let plan = planner.plan(variant, earlier: store.lastKeys(of: variant.slug))
        seeds.forecasts[index, default: []].append(
          Forecast(of: plan.entries[index], "\(unit.name) with seed \(seed)"))
        if let result = plan.entries[index].cached {
          runs.append(SeedRun(cell: unit.name, seed: seed, recorded: result.recorded))
        }
      }
      if runs.count == values.count {
        seeds.runs[index] = runs
      } else {
        seeds.pending.insert(index)
      }
    }
    return seeds
  }
}

extension ChapterProgram {
  /// The seeds for which a unit is run; `nil` for a unit that is run once.
  func seeds(of unit: Int) -> [Int]? {
    let options = units[unit].options
    return options.seeds?.values(from: options.seed ?? seed ?? Seeds.usualFirst)
  }

  /// The program up to one cell, with a seed for it, and with their first ones for cells above.
  func variant(of unit: Int, seed: Int) -> ChapterProgram {
    var program = withFirstSeeds()
    program.units = Array(units[...unit])
    program.units[unit].options.seed = seed
    // What was run last is remembered by chapter, and seeds are not each other's past.
    program.slug += "@\(units[unit].name)-\(seed)"
    return program
  }

  /// The program in which each cell with several seeds has its first.
  func withFirstSeeds() -> ChapterProgram {
    var program = self
    for index in units.indices {
      if let first = seeds(of: index)?.first { program.units[index].options.seed = first }
    }
    return program
  }
}

extension Diagnostic {
  fileprivate func noting(_ circumstance: String) -> Diagnostic {
    var diagnostic = self
    diagnostic.message += " (\(circumstance))"
    return diagnostic
  }
}
