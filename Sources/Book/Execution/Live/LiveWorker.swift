import CellOutputs
import Foundation

/// A chapter's worker that stays, with the states between its cells.
///
/// It knows which units have run in it, in their order. After each of them the worker keeps a snapshot, unless
/// the unit left something behind that none can hold, such as an open file; then the last one before it is
/// gone back to, and what came since is run again.
struct LiveWorker: Sendable {
  /// A unit that has run.
  struct Step: Sendable {
    var source: String
    var isCell: Bool
    var settings: CellSettings
    var library: String
    var observations: [Observation]
    /// The number of the snapshot that holds the state behind it.
    var snapshot: Int?

    /// Whether the unit at a place of a program is the one that has run.
    func isUnit(_ index: Int, of program: ChapterProgram) -> Bool {
      let unit = program.units[index]
      return unit.source == source && unit.isCell == isCell
        && program.settings(of: index) == settings
    }
  }

  /// See `LiveWorkers.take`.
  let key: String
  let worker: CellWorker
  private(set) var steps: [Step] = []
  private let process: Task<Void, any Error>
  private let ending: AsyncStream<Void>.Continuation

  /// What is done with a process.
  typealias Use = @Sendable (CellWorker) async throws -> Void

  /// Starts a worker that lives until `end`.
  ///
  /// - Parameters:
  ///   - key: See `LiveWorkers.take`.
  ///   - start: Starts the process, hands it to a closure, and ends it with that.
  ///   - prepare: What is to be done before any unit.
  /// - Returns: The worker, with a first snapshot.
  /// - Throws: What `start` and `prepare` throw, or `RunError.workerFailed`.
  static func start(
    key: String, _ start: @escaping @Sendable (@escaping Use) async throws -> Void,
    prepare: @escaping @Sendable (CellWorker) async throws -> Void
  ) async throws -> LiveWorker {
    let (end, ending) = AsyncStream<Void>.makeStream()
    let (started, starting) = AsyncThrowingStream<CellWorker, any Error>.makeStream()
    // Not a child of the task that starts it: the worker outlives a run that is cancelled.
    let process = Task {
      do {
        try await start { worker in
          starting.yield(worker)
          for await _ in end {}
        }
        starting.finish()
      } catch {
        starting.finish(throwing: error)
        throw error
      }
    }
    for try await worker in started {
      let live = LiveWorker(key: key, worker: worker, process: process, ending: ending)
      do {
        try await prepare(worker)
        guard case .resumed = try await live.perform(.snapshot).ending else {
          throw RunError.workerFailed("it keeps no states")
        }
      } catch {
        await live.end()
        throw error
      }
      return live
    }
    throw CancellationError()
  }

  private init(
    key: String, worker: CellWorker, process: Task<Void, any Error>,
    ending: AsyncStream<Void>.Continuation
  ) {
    self.key = key
    self.worker = worker
    self.process = process
    self.ending = ending
  }

  func end() async {
    ending.finish()
    // It has ended, however it did.
    _ = await process.result
  }

  /// Has the worker do something; when the task is cancelled, the copy that does it is ended.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - limits: What the worker may use meanwhile.
  ///   - report: Told of its reports as they come.
  ///   - printed: Told of the text that it prints as it comes.
  /// - Returns: How it ended, and all that was reported.
  /// - Throws: `CancellationError` when the task is cancelled before; the worker is then asked for nothing.
  func perform(
    _ request: WorkerRequest, limits: WorkerLimits = WorkerLimits(),
    report: @escaping @Sendable (WorkerReply) -> Void = { _ in },
    printed: @escaping @Sendable ([UInt8], CellOutput.Stream) -> Void = { _, _ in }
  ) async throws -> (ending: CellWorker.Ending, collector: OutputCollector) {
    let worker = worker
    // The copy that was ended last may still be replaced, and the new one would go to work.
    try Task.checkCancellation()
    return try await withTaskCancellationHandler {
      // Whoever waits for the worker's next word must not be cancelled: it would hear none any more.
      try await Task {
        var collector = OutputCollector(telling: printed)
        let ending = try await worker.perform(
          request, limits: limits, into: &collector, report: report)
        return (ending, collector)
      }.value
    } onCancel: {
      Task { await worker.endCopy() }
    }
  }

  // MARK: States

  /// Returns the units of a program whose states the worker has been in, one after the other, with nothing in
  /// between that is to be run.
  ///
  /// - Parameters:
  ///   - program: The chapter as it is now.
  ///   - plan: The units that are to be run or whose states are needed, in order.
  ///   - due: Those that are to be run in any case.
  ///   - isCurrent: See `LiveWorkers.Currency`.
  /// - Returns: Their places, one for each of the first steps.
  func standing(
    in program: ChapterProgram, plan: [Int], due: Set<Int>, isCurrent: LiveWorkers.Currency
  ) -> [Int] {
    var places: [Int] = []
    for step in steps {
      let next = places.last.map { $0 + 1 } ?? 0
      guard
        let place = (next..<max(next, program.units.count)).first(where: {
          step.isUnit($0, of: program)
        }),
        !due.contains(place), !plan.contains(where: { (next..<place).contains($0) }),
        program.graph.needs[place].allSatisfy(places.contains),
        step.observations.allSatisfy({ isCurrent($0, program.units[place], program) })
      else { break }
      places.append(place)
    }
    // No further than to a state that is kept.
    while let last = places.indices.last, steps[last].snapshot == nil { places.removeLast() }
    return places
  }

  /// Goes back to the state behind the first `count` steps, of which the last has a snapshot.
  ///
  /// - Returns: Whether the worker is there.
  mutating func goBack(toStep count: Int) async throws -> Bool {
    let snapshot = count == 0 ? 0 : steps[count - 1].snapshot ?? 0
    steps.removeLast(steps.count - count)
    let worker = worker
    return try await Task { try await worker.goBack(to: snapshot) }.value
  }

  /// Forgets the steps from `index` on.
  mutating func forget(from index: Int) { steps.removeLast(steps.count - index) }

  /// Forgets the steps since the last snapshot, from which another copy went on.
  mutating func forgetSinceSnapshot() {
    while let last = steps.last, last.snapshot == nil { steps.removeLast() }
  }

  /// Notes that a unit has run, and keeps the state that it left.
  ///
  /// - Returns: Why the state cannot be kept; `nil` when it is.
  mutating func append(_ step: Step) async throws -> String? {
    var step = step
    let (ending, _) = try await perform(.snapshot)
    var reason: String?
    switch ending {
    case .resumed:
      step.snapshot = (steps.compactMap(\.snapshot).last ?? 0) + 1
    case .unsafe(let hazard): reason = hazard
    default: return nil
    }
    steps.append(step)
    return reason
  }
}
