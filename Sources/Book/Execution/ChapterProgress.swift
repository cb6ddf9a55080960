import CellOutputs
import Chapters
import Subprocess

/// How far a chapter has come: what is done, what is still wanted, and what stopped it.
struct ChapterProgress: Sendable {
  let program: ChapterProgram
  let report: @Sendable (ExecutionEvent) -> Void
  private(set) var outcomes: [Int: UnitOutcome] = [:]
  /// The unit that took the worker down, until it is settled why.
  private(set) var crashed: Int?
  var needsNewWorker = false
  private var wanted: Set<Int>
  /// Units that are run for the states behind them.
  private let ofUse: Set<Int>
  /// Units that cannot be built upon: they crashed, or were never compiled.
  private var broken: Set<Int> = []
  /// The cell whose unexpected failure ends the chapter.
  private var stopper: Int?
  /// Units whose code refers to the engine, and those that were refused: another might accept them.
  private var engineUsers: Set<Int> = []
  /// Which unit each library was made from.
  private var owners: [String: Int] = [:]
  private var crashCollector = OutputCollector()
  /// See `ChapterModule.movedTypes`.
  private let movedTypes: [String: String]
  private var begun = ContinuousClock.now
  /// How long the unit ran that took the worker down, in seconds.
  private var crashSeconds = 0.0

  init(
    program: ChapterProgram, wanted: Set<Int>, statesBehind ofUse: Set<Int> = [],
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) {
    self.program = program
    self.ofUse = ofUse
    self.report = report
    self.wanted = wanted.filter { program.units[$0].evaluates }
    movedTypes = ChapterModule(program.units.map(\.names)).movedTypes
    for unit in wanted where !program.units[unit].evaluates {
      outcomes[unit] = UnitOutcome(result: CellResult())
    }
  }

  var isFinished: Bool { wanted.isEmpty }
  /// The units whose results are still wanted.
  var due: Set<Int> { wanted }

  /// The units to run from a fresh worker, in order: the wanted ones and all that they need.
  var plan: [Int] {
    program.graph.closure(of: wanted.union(ofUse)).subtracting(broken).sorted()
      .filter { program.units[$0].evaluates }
  }

  /// Starts a unit; returns false when it is skipped.
  mutating func begin(_ unit: Int, as library: CellCompiler.Library) -> Bool {
    owners[library.identity] = unit
    if library.usesEngine { engineUsers.insert(unit) }
    if let stopper {
      skip(unit, because: stopper)
      return false
    }
    if let missing = program.graph.needs[unit].first(where: broken.contains) {
      skip(unit, because: missing)
      return false
    }
    report(program.event(unit, wanted.contains(unit) ? .running : .restoring))
    begun = .now
    return true
  }

  /// Notes that a unit need not run, because the worker is in the state that it leaves.
  mutating func passOver(_ unit: Int, as library: CellCompiler.Library) {
    owners[library.identity] = unit
    if library.usesEngine { engineUsers.insert(unit) }
  }

  mutating func finish() {
    // Whatever was not reached lies below a cell that broke.
    for unit in wanted.sorted() {
      skip(unit, because: stopper ?? broken.sorted().last ?? unit)
    }
  }

  // MARK: Settling

  /// Returns what a unit was compiled to, or takes note that it was not.
  mutating func library(of unit: CompiledUnit) -> CellCompiler.Library? {
    switch unit.result {
    case .success(let library): return library
    case .failure(let failure):
      settle(unit.index, compilation: failure)
      return nil
    }
  }

  /// What tells of the outputs and the progress of a unit while it runs.
  func reporter(of unit: Int) -> @Sendable (WorkerReply) -> Void {
    { [report, program] reply in
      switch reply {
      case .output(let output): report(program.event(unit, .output(output)))
      case .progress(let training): report(program.event(unit, .progress(training)))
      case .made(let path): report(program.event(unit, .made(path: path)))
      default: break
      }
    }
  }

  private mutating func settle(_ unit: Int, compilation failure: CompiledUnit.Failure) {
    if let stopper { return skip(unit, because: stopper) }
    broken.insert(unit)
    engineUsers.insert(unit)
    switch failure {
    case .missing(let name): settle(unit, CellResult(failure: skipped(because: name)), [])
    case .refused(let messages):
      var failures: [CellFailure] = []
      var diagnostics: [Diagnostic] = []
      for message in messages {
        let position = message.place.map { program.units[unit].position($0) }
        let later = program.laterDefinition(for: message, in: unit)
        let failure = CellFailure(
          kind: .compile, message: message.message, line: position?.line,
          column: position?.column, fix: later?.fix ?? message.fix)
        failures.append(failure)
        diagnostics.append(
          program.diagnostic(failure, in: unit, length: message.length, why: later?.why))
      }
      settle(unit, CellResult(failure: failures.first), diagnostics)
    }
  }

  mutating func settle(
    _ unit: Int, ending: CellWorker.Ending, collector: OutputCollector, limits: WorkerLimits
  ) {
    var collector = collector
    let cell = program.units[unit]
    switch ending {
    case .done(let seconds, let cpuSeconds, let peakMemory, let thrown):
      collector.close()
      let failure = thrown.map { thrown in
        let position = cell.position(CellPlace(line: thrown.line, column: thrown.column))
        return CellFailure(
          kind: .throw, message: thrown.message, line: position.line, column: position.column)
      }
      var result = CellResult(collector, failure: failure)
      result.rename(movedTypes)
      result.seconds = seconds
      result.cpuSeconds = cpuSeconds
      result.peakMemory = peakMemory
      settle(
        unit, result, failure.map { [program.diagnostic($0, in: unit)] } ?? [],
        observations: collector.observations)
    case .unloadable(let reason):
      broken.insert(unit)
      let failure = CellFailure(
        kind: .compile, message: "the compiled cell cannot be loaded: \(reason)")
      settle(unit, CellResult(collector, failure: failure), [program.diagnostic(failure, in: unit)])
    case .timeout:
      let limit = WorkerLimits.written(limits.timeout ?? 0)
      stopWorker(
        unit, collector, .timeout, "\(cell.name) ran longer than its timeout of \(limit) s",
        fix: "let the cell do less, or raise '//| timeout: \(limit)' in its options")
    case .silence:
      let limit = WorkerLimits.written(limits.silence)
      stopWorker(
        unit, collector, .timeout,
        "\(cell.name) gave no output and made no progress for \(limit) s",
        fix: "let it print how far it is, or say how long it may take, such as "
          + "'//| timeout: 3600', in its options")
    case .processes:
      stopWorker(
        unit, collector, .processes,
        "\(cell.name) had more than \(limits.processes) processes at once",
        fix: "let the cell start fewer at a time, and wait for their ends")
    case .memory:
      let limit = limits.writtenMemory
      stopWorker(
        unit, collector, .memory, "\(cell.name) used more than its memory limit of \(limit)",
        fix: "let the cell hold less at a time, or raise '//| memory: \(limit)' in its options")
    case .died, .resumed, .unsafe:
      crashed = unit
      crashCollector = collector
      crashSeconds = secondsSinceBegin
      needsNewWorker = true
    }
  }

  mutating func takeLastWords() -> String {
    crashCollector.removeLastWords()
  }

  /// Settles a unit that took the worker down, now that it is known why.
  mutating func settleCrash(of unit: Int, report: CrashReport) {
    crashed = nil
    needsNewWorker = false
    broken.insert(unit)
    crashCollector.close()
    // The line may lie in a cell further up, whose function was called.
    let owner = report.identity.flatMap { owners[$0] } ?? unit
    let position = report.place.map { program.units[owner].position($0) }
    let failure = CellFailure(
      kind: .trap, message: report.message, line: position?.line, column: position?.column)
    var result = CellResult(crashCollector, failure: failure)
    result.seconds = crashSeconds
    settle(
      unit, result, [program.diagnostic(failure, in: unit)],
      observations: crashCollector.observations)
    if stopper != nil { finish() }
  }

  private mutating func stopWorker(
    _ unit: Int, _ collector: OutputCollector, _ kind: CellFailure.Kind, _ message: String,
    fix: String
  ) {
    var collector = collector
    collector.close()
    broken.insert(unit)
    let place = program.units[unit].position(CellPlace(line: 1, column: 1))
    let failure = CellFailure(
      kind: kind, message: message, line: place.line, column: place.column, fix: fix)
    var result = CellResult(collector, failure: failure)
    result.seconds = secondsSinceBegin
    settle(unit, result, [program.diagnostic(failure, in: unit)])
    if stopper != nil { finish() } else { needsNewWorker = true }
  }

  /// Of a unit that can no longer tell itself how long it ran.
  private var secondsSinceBegin: Double { (.now - begun) / .seconds(1) }

  private mutating func settle(
    _ unit: Int, _ result: CellResult, _ diagnostics: [Diagnostic],
    observations: [Observation] = []
  ) {
    let wasWanted = wanted.remove(unit) != nil
    let policy = program.units[unit].options.error
    var reported: [Diagnostic] = []
    if let failure = result.failure, failure.kind != .skipped {
      if !failure.kind.isExpected(by: policy) {
        reported = program.unexpected(failure, in: unit).map { [$0] } ?? diagnostics
        // A wrong inline expression spoils its sentence, not the cells below it.
        if program.units[unit].isCell { stopper = unit }
      }
    } else if result.failure == nil {
      reported = program.unexpected(nil, in: unit).map { [$0] } ?? []
    }
    guard wasWanted || !reported.isEmpty else { return }
    outcomes[unit] = UnitOutcome(
      result: result, diagnostics: reported, observations: observations,
      usesEngine: engineUsers.contains(unit))
    if wasWanted { report(program.event(unit, endingWith: result)) }
  }

  private mutating func skip(_ unit: Int, because other: Int) {
    broken.insert(unit)
    guard wanted.remove(unit) != nil else { return }
    let result = CellResult(failure: skipped(because: program.units[other].name))
    outcomes[unit] = UnitOutcome(result: result)
    report(program.event(unit, endingWith: result))
  }

  private func skipped(because name: String) -> CellFailure {
    CellFailure(kind: .skipped, message: "not run, because \(name) above it failed")
  }
}

extension CellResult {
  init(_ collector: OutputCollector, failure: CellFailure?) {
    self.init(
      outputs: collector.outputs, recorded: collector.recorded,
      inlineValues: collector.inlineValues, failure: failure)
  }
}

extension CellResult {
  /// Writes names in its texts as the author knows them.
  fileprivate mutating func rename(_ names: [String: String]) {
    guard !names.isEmpty else { return }
    outputs = outputs.map { $0.renamed(names) }
    inlineValues = inlineValues.mapValues { $0.renamed(names) }
  }
}

extension CellOutput {
  /// The output with names in its text as the author knows them.
  func renamed(_ names: [String: String]) -> CellOutput {
    switch self {
    case .printed(let text, let stream): .printed(text.renamed(names), stream: stream)
    case .value(let text): .value(text.renamed(names))
    case .markdown, .table, .figure: self
    }
  }
}

extension String {
  fileprivate func renamed(_ names: [String: String]) -> String {
    names.reduce(self) { $0.replacing($1.key, with: $1.value) }
  }
}

extension CrashReport {
  init(lastWords: String, backtrace: String, status: TerminationStatus) {
    switch status {
    case .exited(let code):
      self.init(lastWords: lastWords, backtrace: backtrace, signal: nil, exitCode: Int32(code))
    case .signaled(let signal):
      self.init(
        lastWords: lastWords, backtrace: backtrace, signal: Int32(signal), exitCode: 0)
    }
  }
}
