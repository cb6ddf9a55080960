import CellOutputs
import Chapters
import Digests
import Foundation
import Subprocess

/// Running what is left in a worker that stays.
extension ChapterRunner {
  package func makeStates(
    behind units: Set<Int>, of program: ChapterProgram,
    report: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Bool {
    guard let live, sandbox == nil, await !live.workers.haveRun(units, of: program) else {
      return false
    }
    let progress = ChapterProgress(
      program: program, wanted: [], statesBehind: units, report: report)
    _ = try await runLive(progress, among: live.workers, isCurrent: live.isCurrent)
    return true
  }

  /// Runs what is left from the last state of the chapter's worker that still stands, until it is done or a
  /// unit took the copy of the worker down that ran it.
  func runLive(
    _ start: ChapterProgress, among workers: LiveWorkers, isCurrent: LiveWorkers.Currency
  ) async throws -> ChapterProgress {
    let program = start.program
    // Of all units, whichever are run: the worker is to stay for those of the next edit.
    let library = try await parameterLibrary(program, plan: Array(program.units.indices))
    let backtrace = "\(compiler.folder)/backtrace-\(program.slug)-\(getpid()).txt"
    let environment = environment(backtrace: backtrace, chamber: nil)
    let preparation = preparation(of: program, parameters: library)
    let key = try Self.key(preparation, environment, compiler: compiler, folder: workingFolder)
    var live = try await workers.take(program.slug, key: key) {
      try await LiveWorker.start(key: key) { [toolchain, workingFolder] body in
        _ = try await CellWorker.withWorker(
          toolchain, sandbox: nil, environment: environment, folder: workingFolder, body: body)
      } prepare: { worker in
        for request in preparation { try await prepare(worker, request) }
      }
    }
    let (compiled, compilation) = compile(start, parameters: library)
    defer { compilation.cancel() }
    do {
      var progress = try await run(
        start, on: &live, compiled: compiled, isCurrent: isCurrent, warn: workers.warn)
      let isGone = await live.worker.isGone
      if let crashed = progress.crashed {
        // Where nobody is left, somebody has ended the supervisor, and with it the worker.
        let status = isGone ? .signaled(SIGKILL) : await live.worker.death ?? .signaled(SIGKILL)
        let report = CrashReport(
          lastWords: progress.takeLastWords(), backtrace: read(backtrace), status: status)
        progress.settleCrash(of: crashed, report: report)
        unlink(backtrace)
      }
      if isGone { await live.end() } else { await workers.put(live, for: program.slug) }
      return progress
    } catch is CancellationError {
      // The worker is at its last snapshot.
      await workers.put(live, for: program.slug)
      throw CancellationError()
    } catch {
      await live.end()
      throw error
    }
  }

  private func run(
    _ start: ChapterProgress, on live: inout LiveWorker,
    compiled: AsyncThrowingStream<CompiledUnit, any Error>, isCurrent: LiveWorkers.Currency,
    warn: LiveWorkers.Warning
  ) async throws -> ChapterProgress {
    var progress = start
    progress.needsNewWorker = false
    let program = start.program
    let standing = live.standing(
      in: program, plan: start.plan, due: start.due, isCurrent: isCurrent)
    var contexts = CellContexts(program.graph)
    var isThere = false
    for try await unit in compiled {
      try Task.checkCancellation()
      guard let library = progress.library(of: unit) else { continue }
      if let step = standing.firstIndex(of: unit.index) {
        guard live.steps[step].library == library.identity else {
          // The same text is other code now, because of what stands around it.
          live.forget(from: step)
          return start
        }
        progress.passOver(unit.index, as: library)
        _ = contexts.begin(unit.index, library: library.identity)
        contexts.end(unit.index, having: live.steps[step].observations)
        continue
      }
      guard progress.begin(unit.index, as: library) else { continue }
      if !isThere {
        guard try await live.goBack(toStep: standing.count) else {
          throw RunError.workerFailed("it cannot go back to the state of a cell")
        }
        isThere = true
      }
      if let earlier = unit.earlier { _ = try await live.perform(.load(library: earlier.path)) }
      let settings = program.settings(of: unit.index)
      _ = try await live.perform(.set(settings))
      let limits = limits.applied(to: program.units[unit.index].options)
      let report = start.reporter(of: unit.index)
      let context = contexts.begin(unit.index, library: library.identity)
      let (ending, collector) = try await live.perform(
        .run(library: library.path, entry: library.entry, context: context), limits: limits,
        report: report)
      if Task.isCancelled {
        live.forgetSinceSnapshot()
        throw CancellationError()
      }
      contexts.end(unit.index, having: collector.observations)
      progress.settle(unit.index, ending: ending, collector: collector, limits: limits)
      guard case .done(_, _, _, let thrown) = ending else {
        live.forgetSinceSnapshot()
        if progress.needsNewWorker { return progress }
        continue
      }
      let unitOfProgram = program.units[unit.index]
      // A cell that failed unexpectedly has left a state that nobody wants.
      guard thrown == nil || unitOfProgram.options.error != .stop else { continue }
      let step = LiveWorker.Step(
        source: unitOfProgram.source, isCell: unitOfProgram.isCell, settings: settings,
        library: library.identity, observations: collector.observations)
      if let reason = try await live.append(step) {
        warn(program.slug, unitOfProgram.name, reason)
      }
    }
    try Task.checkCancellation()
    progress.finish()
    return progress
  }

  /// What a worker depends on from its start on.
  private static func key(
    _ preparation: [WorkerRequest], _ environment: [String: String], compiler: CellCompiler,
    folder: String
  ) throws -> String {
    SHA256.hexadecimal(
      ofTexts: try preparation.map { String(decoding: try WireCoding.encode($0), as: UTF8.self) }
        + environment.map { "\($0.key)=\($0.value)" }.sorted()
        + [compiler.fingerprint, folder])
  }
}
