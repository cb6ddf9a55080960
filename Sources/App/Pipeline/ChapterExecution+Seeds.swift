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
    /// What went wrong with a seed that is not the cell's first.
    var diagnostics: [Diagnostic] = []
    /// See `Outcome.uses`, `Outcome.isRepeatable`.
    var uses: [CacheKey.Part] = []
    var areRepeatable = true
  }

  /// Runs each cell with `seeds:` once for each of them, but for those whose results are cached.
  ///
  /// A seed is a run of its own, in a worker of its own, of the cell and of what it needs: so raising
  /// `seeds: 5` to 7 runs two. The chapter itself is run with the first seed, whose result is then
  /// kept.
  func runSeeds(
    of program: ChapterProgram, report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> SeedResults {
    var results = SeedResults()
    for (index, unit) in program.units.enumerated() {
      guard let seeds = program.seeds(of: index), unit.evaluates else { continue }
      for (place, seed) in seeds.enumerated() {
        var variant = program.variant(of: index, seed: seed)
        variant.seedRuns = results.runs
        let outcome = try await executeOnce(variant) { event in
          // Only the cells that run are news: the others are reported with the chapter.
          if case .cached = event.happening { return }
          report(event)
        }
        results.uses += outcome.uses
        results.areRepeatable = results.areRepeatable && outcome.isRepeatable
        guard outcome.diagnostics.isEmpty, let result = outcome.results.last else {
          // The first seed's mistakes are reported with the chapter, which runs with it.
          if place > 0 {
            results.diagnostics += outcome.diagnostics.map { $0.noting("with seed \(seed)") }
          }
          break
        }
        results.runs[index, default: []].append(
          SeedRun(cell: unit.name, seed: seed, recorded: result.recorded))
      }
    }
    return results
  }
}

extension ChapterProgram {
  /// The seeds for which a unit is run; `nil` for a unit that is run once.
  func seeds(of unit: Int) -> [Int]? {
    let options = units[unit].options
    return options.seeds?.values(from: options.seed ?? seed ?? Seeds.usualFirst)
  }

  /// The program up to one cell, with a seed for it.
  func variant(of unit: Int, seed: Int) -> ChapterProgram {
    var program = self
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
