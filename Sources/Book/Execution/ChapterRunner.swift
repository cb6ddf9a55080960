import CellOutputs
import Chapters
import Foundation
import Subprocess

/// Runs the cells of a chapter in a worker process of their own.
///
/// The next cell is compiled while the current one runs. When a cell takes the worker down and may
/// do so, a new worker is started and what later cells need is run again.
package struct ChapterRunner: CellRunner {
  package var toolchain: Toolchain
  package var compiler: CellCompiler
  package var limits: WorkerLimits
  /// Where cells run: relative paths in them start here.
  package var workingFolder: String
  /// Where training runs are kept and resumed from; `nil` to train everything anew.
  package var checkpointFolder: String?
  /// What shuts workers in; `nil` when cells are programs like any other.
  package var sandbox: Sandbox?
  /// Workers that stay, and whether what their cells used is as it was; `nil` for one that ends with the run.
  package var live: (workers: LiveWorkers, isCurrent: LiveWorkers.Currency)?
  private let stateFolder: String

  /// Prepares to run chapters.
  ///
  /// - Parameters:
  ///   - toolchain: Compiler and worker.
  ///   - stateFolder: The project's `.convolume`.
  ///   - workingFolder: Where relative paths in cells start.
  ///   - checkpointFolder: Where training runs keep their checkpoints; `nil` for the engine's own.
  ///   - engine: A digest of engine and compiler; see `ToolchainFacts.digest`.
  ///   - engineSymbols: By what a cell's use of the engine is known.
  ///   - linker: How cells are linked; `nil` to ask the compiler's driver each time.
  ///   - limits: What a cell may use unless its options say otherwise.
  ///   - sandbox: What shuts workers in, if anything.
  package init(
    toolchain: Toolchain, stateFolder: String, workingFolder: String,
    checkpointFolder: String? = nil,
    engine: String, engineSymbols: EngineSymbols = .none, linker: LinkerCommand? = nil,
    limits: WorkerLimits = WorkerLimits(), sandbox: Sandbox? = nil
  ) {
    self.toolchain = toolchain
    compiler = CellCompiler(
      toolchain: toolchain, folder: stateFolder + "/cells", engine: engine,
      engineSymbols: engineSymbols, linker: linker)
    self.limits = limits
    self.sandbox = sandbox
    self.stateFolder = stateFolder
    self.workingFolder = workingFolder
    self.checkpointFolder = checkpointFolder
  }

  package func run(
    _ program: ChapterProgram, units: Set<Int>,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> [Int: UnitOutcome] {
    var progress = ChapterProgress(program: program, wanted: units, report: report)
    while !progress.isFinished {
      if let live, sandbox == nil {
        progress = try await runLive(progress, among: live.workers, isCurrent: live.isCurrent)
      } else {
        progress = try await runWorker(progress)
      }
    }
    return progress.outcomes
  }

  /// Runs what is left, until it is done or the worker is gone.
  private func runWorker(_ start: ChapterProgress) async throws -> ChapterProgress {
    let library = try await parameterLibrary(start.program, plan: start.plan)
    let (compiled, compilation) = compile(start, parameters: library)
    let chamber = try sandbox?.chamber(in: stateFolder, chapter: start.program.slug)
    let backtrace = "\(chamber?.scratch ?? compiler.folder)/backtrace-\(UUID().uuidString).txt"
    defer { unlink(backtrace) }
    let environment = environment(backtrace: backtrace, chamber: chamber)
    let outcome: (result: ChapterProgress, status: TerminationStatus)
    do {
      outcome = try await CellWorker.withWorker(
        toolchain, sandbox: chamber, environment: environment, folder: workingFolder
      ) { worker in
        try await run(start, on: worker, parameters: library, compiled: compiled)
      }
    } catch {
      compilation.cancel()
      await compilation.value
      throw error
    }
    compilation.cancel()
    await compilation.value
    var progress = outcome.result
    if let crashed = progress.crashed {
      let report = CrashReport(
        lastWords: progress.takeLastWords(), backtrace: read(backtrace), status: outcome.status)
      progress.settleCrash(of: crashed, report: report)
    }
    return progress
  }

  /// Compiles what is left, ahead of the worker that runs it.
  func compile(
    _ start: ChapterProgress, parameters: CellCompiler.Companion?
  ) -> (units: AsyncThrowingStream<CompiledUnit, any Error>, task: Task<Void, Never>) {
    let (compiled, continuation) = AsyncThrowingStream<CompiledUnit, any Error>.makeStream()
    let compilation = Task {
      do {
        var ahead = CompileAhead(start.program, compiler: compiler, parameters: parameters)
        try await ahead.compile(plan: start.plan) { continuation.yield($0) }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    return (compiled, compilation)
  }

  /// What is set for a worker beyond this process's own environment.
  func environment(backtrace: String, chamber: Sandbox.Chamber?) -> [String: String] {
    [
      "CONVOLUME_CHECKPOINTS": checkpointFolder.map { folder in
        chamber.map { "\($0.scratch)/checkpoints" } ?? folder
      } ?? "",
      "SWIFT_BACKTRACE":
        "enable=yes,interactive=no,color=no,threads=all,images=none,registers=none,sanitize=no,output-to=\(backtrace)",
      "OPENBLAS_NUM_THREADS": "1",
    ]
  }

  /// What a worker is asked before it runs any unit.
  func preparation(
    of program: ChapterProgram, parameters: CellCompiler.Companion?
  ) -> [WorkerRequest] {
    let values = Dictionary(
      program.parameters.map { ($0.name, $0.value.parameterValue) },
      uniquingKeysWith: { _, last in last })
    var requests = [WorkerRequest.prepare(parameters: values, seed: program.seed)]
    if let parameters { requests.append(.load(library: parameters.library.path)) }
    return requests
  }

  private func run(
    _ start: ChapterProgress, on worker: CellWorker, parameters: CellCompiler.Companion?,
    compiled: AsyncThrowingStream<CompiledUnit, any Error>
  ) async throws -> ChapterProgress {
    var progress = start
    progress.needsNewWorker = false
    let program = start.program
    for request in preparation(of: program, parameters: parameters) {
      try await prepare(worker, request)
    }
    var contexts = CellContexts(program.graph)
    var settings = CellSettings(seed: program.seed)
    for try await unit in compiled {
      try Task.checkCancellation()
      guard let library = progress.library(of: unit) else { continue }
      guard progress.begin(unit.index, as: library) else { continue }
      if let earlier = unit.earlier { try await prepare(worker, .load(library: earlier.path)) }
      var collector = OutputCollector()
      let wanted = program.settings(of: unit.index)
      if settings != wanted {
        settings = wanted
        // When the worker is gone, so will the next answer say.
        _ = try await worker.perform(.set(wanted), limits: self.limits, into: &collector) { _ in }
      }
      let limits = limits.applied(to: program.units[unit.index].options)
      let report = start.reporter(of: unit.index)
      let context = contexts.begin(unit.index, library: library.identity)
      let ending = try await worker.perform(
        .run(library: library.path, entry: library.entry, context: context), limits: limits,
        into: &collector, report: report)
      contexts.end(unit.index, having: collector.observations)
      progress.settle(unit.index, ending: ending, collector: collector, limits: limits)
      if progress.needsNewWorker { return progress }
    }
    // An interrupt ends the stream of compiled units too.
    try Task.checkCancellation()
    progress.finish()
    return progress
  }

  /// Has the worker do what no cell can fail at.
  func prepare(_ worker: CellWorker, _ request: WorkerRequest) async throws {
    var collector = OutputCollector()
    let ending = try await worker.perform(request, limits: limits, into: &collector) { _ in }
    guard case .done = ending else { throw RunError.workerFailed(String(describing: ending)) }
  }

  func parameterLibrary(
    _ program: ChapterProgram, plan: [Int]
  ) async throws -> CellCompiler.Companion? {
    guard plan.contains(where: { program.units[$0].names.read.contains("params") }) else {
      return nil
    }
    return try await compiler.compileParameters(program.parameters)
  }

  func read(_ file: String) -> String {
    guard let data = FileManager.default.contents(atPath: file) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// What keeps any cell from running.
package enum RunError: Error, Hashable, CustomStringConvertible {
  case workerFailed(String)
  case fullDisk(String)

  package var description: String {
    switch self {
    case .workerFailed(let reason):
      "convolume-worker did not start as it should: \(reason). Run 'make build' and try again."
    case .fullDisk(let folder):
      "cannot compile a cell in '\(folder)': no space left on device. Free some space, "
        + "or run 'convolume clean'."
    }
  }
}
