import CellOutputs
import Chapters
import Foundation
import Subprocess

/// Cells that run one by one, as somebody hands them over: a chapter that grows at its end.
///
/// The rules are those of a chapter: each cell is a file of its module, sees the cells that ran before it,
/// and may give their names new meanings. A cell that fails leaves nothing behind: the worker goes back to
/// the state before it, unless a cell above left something that no state can hold.
package actor CellSession {
  /// What happens while a cell runs.
  package enum Event: Sendable {
    case printed([UInt8], CellOutput.Stream)
    case output(CellOutput)
    /// The first output from here on is the value of the cell's last expression.
    case beginsResult
    case progress(TrainingProgress)
  }

  /// What became of a cell.
  package struct Answer: Sendable {
    package var result = CellResult()
    package var diagnostics: [Diagnostic] = []
    /// What the user should know of the states that are kept.
    package var notes: [String] = []
    package var isInterrupted = false
  }

  /// A cell that has run and may be built upon.
  private struct Done {
    var name: String
    var library: CellCompiler.Library
    /// How many lines of the program stand above it.
    var linesAbove: Int
  }

  private let runner: ChapterRunner
  private var program: ChapterProgram
  private var ahead: CompileAhead
  private var contexts: CellContexts
  private var done: [Done] = []
  private var live: LiveWorker?
  private var backtrace: String
  private var current: Task<Answer, any Error>?
  /// Why no state could be kept the last time; told once.
  private var hazard: String?

  /// Prepares a session without cells.
  ///
  /// - Parameters:
  ///   - runner: Compiles and runs what is handed over.
  ///   - name: A word that tells the session from others.
  ///   - folder: The folder of the chapters whose recorded results the cells may read, from the folder in
  ///     which they run; without it, that folder itself.
  package init(runner: ChapterRunner, name: String, chapters folder: String? = nil) {
    self.runner = runner
    program = ChapterProgram(
      Chapter(
        path: folder.map { "\($0)/\(name)" } ?? name, slug: name, lines: [],
        frontMatter: FrontMatter(), blocks: [], diagnostics: []))
    ahead = CompileAhead(program, compiler: runner.compiler, parameters: nil)
    ahead.marksResults = true
    contexts = CellContexts(program.graph)
    backtrace = "\(runner.compiler.folder)/backtrace-\(name)-\(getpid()).txt"
  }

  /// The cells that have run, in their order, with what they define.
  package var cells: [CellUnit] { program.units }

  /// Returns what a cell sees of those that have run, as Swift source of whole lines: their declarations, with
  /// other names where the cell gives theirs a new meaning.
  package func declarations(above cell: Cell) -> String {
    "import Convolume\n" + ahead.declarations(above: CellUnit(cell))
  }

  /// Starts the worker, so that the first cell need not wait for it.
  package func start() async throws { _ = try await worker() }

  /// Ends the worker.
  package func end() async {
    current?.cancel()
    await live?.end()
    live = nil
  }

  /// Ends the cell that runs; the state above it stays.
  package func interrupt() { current?.cancel() }

  /// Runs a cell.
  ///
  /// - Parameters:
  ///   - cell: The cell, with its place in `lines`.
  ///   - name: How messages call it.
  ///   - lines: The text that it stands in, for quoting.
  ///   - tell: Told what happens, as it happens.
  /// - Returns: What became of it, with places counted in `lines`.
  /// - Throws: When no cell can be run at all.
  package func run(
    _ cell: Cell, named name: String, in lines: [String],
    telling tell: @escaping @Sendable (Event) -> Void
  ) async throws -> Answer {
    var cell = cell
    cell.position.line += program.lines.count
    var unit = CellUnit(cell)
    unit.name = name
    return try await runAlone(unit, lines: lines, isKept: true, telling: tell)
  }

  /// Finds the text of an expression's value, in the state that the last cell left.
  ///
  /// - Returns: What became of it; the text is `result.inlineValues[expression]`.
  package func value(of expression: String) async throws -> Answer {
    let position = SourcePosition(line: program.lines.count + 1, column: 1)
    var unit = CellUnit(expressions: [(expression, position)], after: nil)
    unit.name = "expression"
    return try await runAlone(
      unit, lines: expression.components(separatedBy: "\n"), isKept: false, telling: { _ in })
  }

  private func runAlone(
    _ unit: CellUnit, lines: [String], isKept: Bool,
    telling tell: @escaping @Sendable (Event) -> Void
  ) async throws -> Answer {
    let task = Task { try await run(unit, lines: lines, isKept: isKept, telling: tell) }
    current = task
    defer { current = nil }
    return try await task.value
  }

  // MARK: One unit

  private func run(
    _ unit: CellUnit, lines: [String], isKept: Bool,
    telling tell: @escaping @Sendable (Event) -> Void
  ) async throws -> Answer {
    let whole = program.appending(unit, lines: lines)
    let index = done.count
    var progress = ChapterProgress(program: whole, wanted: [index]) { _ in }
    guard unit.evaluates else { return Answer() }
    var hasBegun = false
    do {
      // Both take their time.
      async let started = worker()
      let (ahead, compiled) = try await Self.compile(index, of: whole, by: ahead)
      _ = try await started
      for (place, cell) in done.enumerated() { progress.passOver(place, as: cell.library) }
      guard let compiled, let library = progress.library(of: compiled),
        progress.begin(index, as: library)
      else { return answer(progress, index, of: whole) }
      if let earlier = compiled.earlier { try await perform(.load(library: earlier.path)) }
      try await perform(.set(whole.settings(of: index)))
      contexts.adopt(whole.graph)
      let context = contexts.begin(index, library: library.identity)
      let limits = runner.limits.applied(to: unit.options)
      let names = ChapterModule(whole.units.map(\.names)).movedTypes
      hasBegun = true
      let text = PrintedText { tell(.printed($0, $1)) }
      let (ending, collector) = try await perform(
        .run(library: library.path, entry: library.entry, context: context), limits: limits,
        report: { Self.pass($0, renaming: names, to: tell) },
        printed: { text.take($0, of: $1) })
      if case .done = ending { text.release() }
      try Task.checkCancellation()
      contexts.end(index, having: collector.observations)
      progress.settle(index, ending: ending, collector: collector, limits: limits)
      return try await settle(
        progress, index, of: whole, ending, library, ahead, collector.observations, isKept: isKept)
    } catch is CancellationError {
      let notes = await recover(hasEnded: hasBegun)
      return Answer(notes: notes, isInterrupted: true)
    }
  }

  /// Compiles the last unit of a program whose others are compiled.
  private static func compile(
    _ index: Int, of program: ChapterProgram, by compiler: CompileAhead
  ) async throws -> (CompileAhead, CompiledUnit?) {
    var ahead = compiler
    ahead.adopt(program)
    var compiled: CompiledUnit?
    try await ahead.compile(plan: [index]) { compiled = $0 }
    return (ahead, compiled)
  }

  /// Keeps what a unit leaves that ended well, or goes back to the state before it.
  private func settle(
    _ start: ChapterProgress, _ index: Int, of whole: ChapterProgram,
    _ ending: CellWorker.Ending, _ library: CellCompiler.Library, _ ahead: CompileAhead,
    _ observations: [Observation], isKept: Bool
  ) async throws -> Answer {
    var progress = start
    if let crashed = progress.crashed {
      let status = await live?.worker.death ?? .signaled(SIGKILL)
      let report = CrashReport(
        lastWords: progress.takeLastWords(), backtrace: runner.read(backtrace), status: status)
      progress.settleCrash(of: crashed, report: report)
      unlink(backtrace)
    }
    var answer = answer(progress, index, of: whole)
    guard case .done(_, _, _, nil) = ending, isKept else {
      let hasEnded = if case .done = ending { false } else { true }
      answer.notes += await recover(hasEnded: hasEnded)
      // Its library may still be loaded, with the values that its variables have.
      if live?.isAtSnapshot == false { self.ahead.takeOccurrences(of: ahead) }
      return answer
    }
    let linesAbove = program.lines.count
    let unit = whole.units[index]
    var worker = try await worker()
    let reason = try await worker.append(
      LiveWorker.Step(
        source: unit.source, isCell: unit.isCell, settings: whole.settings(of: index),
        library: library.identity, observations: observations))
    live = worker
    guard worker.steps.count == index + 1 else {
      answer.notes += await recover(hasEnded: true)
      return answer
    }
    program = whole
    self.ahead = ahead
    done.append(Done(name: unit.name, library: library, linesAbove: linesAbove))
    if let reason, hazard == nil {
      answer.notes.append(
        "\(unit.name) cannot be gone back to, for \(reason): a cell that crashes or is interrupted "
          + "takes it along")
    }
    hazard = reason
    return answer
  }

  /// Goes back to the last state that is kept, after a cell that came to no good end.
  ///
  /// - Parameter hasEnded: Whether the copy of the worker that ran it is gone, or on its way.
  /// - Returns: Which cells are lost with it.
  private func recover(hasEnded: Bool) async -> [String] {
    guard var worker = live else { return [] }
    live = nil
    if hasEnded { worker.forgetSinceSnapshot() }
    if await worker.worker.isGone {
      await worker.end()
      return forget(from: 0)
    }
    if worker.isAtSnapshot {
      var isThere = false
      do {
        isThere = try await worker.goBack(toStep: worker.steps.count)
      } catch {
        // As good as gone; the next cell gets another one.
      }
      guard isThere else {
        await worker.end()
        return forget(from: 0)
      }
    }
    live = worker
    return forget(from: worker.steps.count)
  }

  /// Forgets the cells from the place `count` on, whose state is gone.
  private func forget(from count: Int) -> [String] {
    guard count < done.count else { return [] }
    let lost = done[count...].map(\.name)
    program = program.truncated(to: count, lines: done[count].linesAbove)
    done.removeLast(done.count - count)
    ahead.adopt(program)
    hazard = nil
    let cells = lost.joined(separator: ", ")
    return ["what these cells left is lost with it; run them again: \(cells)"]
  }

  // MARK: The worker

  @discardableResult
  private func worker() async throws -> LiveWorker {
    if let live { return live }
    let environment = runner.environment(backtrace: backtrace, chamber: nil)
    let preparation = runner.preparation(of: program, parameters: nil)
    let runner = runner
    let started = try await LiveWorker.start(key: "") { body in
      _ = try await CellWorker.withWorker(
        runner.toolchain, sandbox: nil, environment: environment, folder: runner.workingFolder,
        body: body)
    } prepare: { worker in
      for request in preparation { try await runner.prepare(worker, request) }
    }
    if let live {
      // Two asked at once.
      await started.end()
      return live
    }
    live = started
    return started
  }

  @discardableResult
  private func perform(
    _ request: WorkerRequest, limits: WorkerLimits = WorkerLimits(),
    report: @escaping @Sendable (WorkerReply) -> Void = { _ in },
    printed: @escaping @Sendable ([UInt8], CellOutput.Stream) -> Void = { _, _ in }
  ) async throws -> (ending: CellWorker.Ending, collector: OutputCollector) {
    try await worker().perform(request, limits: limits, report: report, printed: printed)
  }

  private static func pass(
    _ reply: WorkerReply, renaming names: [String: String], to tell: (Event) -> Void
  ) {
    switch reply {
    case .output(let output): tell(.output(names.isEmpty ? output : output.renamed(names)))
    case .progress(let progress): tell(.progress(progress))
    case .inlineValue(CellSource.resultMark, _): tell(.beginsResult)
    default: break
    }
  }

  // MARK: Places

  /// What became of a unit, with each place counted from the top of the cell that it lies in.
  private func answer(
    _ progress: ChapterProgress, _ index: Int, of whole: ChapterProgram
  ) -> Answer {
    guard let outcome = progress.outcomes[index] else { return Answer() }
    var result = outcome.result
    if let line = result.failure?.line { result.failure?.line = place(of: line, in: whole).line }
    let diagnostics = outcome.diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      let place = place(of: diagnostic.position?.line ?? whole.lines.count, in: whole)
      diagnostic.file = place.name
      diagnostic.position?.line = place.line
      return diagnostic
    }
    return Answer(result: result, diagnostics: diagnostics)
  }

  private func place(of line: Int, in whole: ChapterProgram) -> (name: String, line: Int) {
    if line > program.lines.count {
      return (whole.units.last?.name ?? program.path, line - program.lines.count)
    }
    let cell = done.last { $0.linesAbove < line }
    return (cell?.name ?? program.path, line - (cell?.linesAbove ?? 0))
  }
}

extension LiveWorker {
  /// Whether the state before whatever runs next is kept.
  fileprivate var isAtSnapshot: Bool { steps.last.map { $0.snapshot != nil } ?? true }
}
