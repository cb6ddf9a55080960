import CellOutputs
import Chapters

/// Runs units of a chapter and returns what became of them.
package protocol CellRunner: Sendable {
  /// Runs `units`, and before them whatever cells they need.
  ///
  /// - Parameters:
  ///   - program: The chapter.
  ///   - units: The places in `program.units` whose results are wanted.
  ///   - report: Told what happens, as it happens.
  /// - Returns: The outcome of each wanted unit.
  /// - Throws: When no cell could be run at all, or the task was cancelled. What a cell does wrong
  ///   is part of its outcome.
  func run(
    _ program: ChapterProgram, units: Set<Int>,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> [Int: UnitOutcome]

  /// Runs units whose results are known, so that a later run finds the states behind them.
  ///
  /// - Parameters:
  ///   - units: The places of units, all that they need among them.
  ///   - program: The chapter.
  ///   - report: Told what happens, as it happens.
  /// - Returns: Whether any was run: a runner that keeps no states runs none, nor one that has them.
  /// - Throws: When no cell could be run at all, or the task was cancelled.
  func makeStates(
    behind units: Set<Int>, of program: ChapterProgram,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Bool
}

extension CellRunner {
  package func makeStates(
    behind units: Set<Int>, of program: ChapterProgram,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Bool { false }
}

/// What became of a unit: its result, and what is to be reported to the author.
package struct UnitOutcome: Hashable, Sendable {
  package var result: CellResult
  package var diagnostics: [Diagnostic]
  /// What the unit used from outside.
  package var observations: [Observation]
  /// Whether the unit's code refers to the engine, as the compiler saw it.
  package var usesEngine: Bool

  package init(
    result: CellResult, diagnostics: [Diagnostic] = [], observations: [Observation] = [],
    usesEngine: Bool = false
  ) {
    self.result = result
    self.diagnostics = diagnostics
    self.observations = observations
    self.usesEngine = usesEngine
  }
}

/// A runner with canned results, for tests of the layers above.
package struct CannedRunner: CellRunner {
  private let results: [String: CellResult]
  private let observations: [String: [Observation]]
  private let engineUsers: Set<String>

  /// Makes a runner of what is told by the units' sources.
  ///
  /// - Parameters:
  ///   - results: What units hand over; any other unit ends well and hands over nothing.
  ///   - observations: What units use from outside; any other uses nothing.
  ///   - engineUsers: Units that use the engine.
  package init(
    results: [String: CellResult] = [:], observations: [String: [Observation]] = [:],
    engineUsers: Set<String> = []
  ) {
    self.results = results
    self.observations = observations
    self.engineUsers = engineUsers
  }

  package func run(
    _ program: ChapterProgram, units: Set<Int>,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> [Int: UnitOutcome] {
    var outcomes: [Int: UnitOutcome] = [:]
    for unit in program.graph.closure(of: units).sorted() {
      let isWanted = units.contains(unit)
      report(program.event(unit, isWanted ? .running : .restoring))
      guard isWanted else { continue }
      let source = program.units[unit].source
      let result = results[source] ?? CellResult()
      outcomes[unit] = UnitOutcome(
        result: result, observations: observations[source] ?? [],
        usesEngine: engineUsers.contains(source))
      report(program.event(unit, endingWith: result))
    }
    return outcomes
  }
}
