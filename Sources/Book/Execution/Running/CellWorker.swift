import CellOutputs
import Foundation
import Subprocess

/// A worker process, seen from the host: it takes one request at a time and is watched meanwhile.
actor CellWorker {
  /// How a request ended.
  enum Ending {
    case done(
      seconds: Double, cpuSeconds: Double, peakMemory: Int, failure: WorkerReply.ThrownError?)
    case unloadable(reason: String)
    case timeout
    /// Neither output nor progress came for too long.
    case silence
    case memory
    case processes
    /// The process is gone.
    case died
    /// Another copy of the process goes on from its last snapshot; see `WorkerReply.resumed`.
    case resumed
    /// No snapshot could be taken.
    case unsafe(reason: String)
  }

  private enum Event: Sendable {
    case output([UInt8])
    case error([UInt8])
    case outputEnded
    case errorEnded
    case tick
  }

  typealias Process = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

  private let process: Process
  private let events: AsyncStream<Event>
  private var outputStream: WorkerStream
  private var errorStream: WorkerStream
  /// What came on standard output and waits for the error stream to reach the same point.
  private var waiting: [WorkerStream.Piece] = []
  private var barriersAwaited = 0
  private var barriersSeen = 0
  /// How often another copy went on from a snapshot, as the two streams tell: one may be ahead.
  private var restartsSeen = 0
  private var restartsDelivered = 0
  /// Until when both have to tell: a copy that dies within a report leaves the other stream unreadable.
  private var restartDeadline = ContinuousClock.now
  private var outputHasEnded = false
  private var errorHasEnded = false
  /// The process that runs cells, where it is not the one that was started.
  private var copy: Int32?
  /// How the last copy ended that was not asked to.
  private(set) var death: TerminationStatus?
  /// Why the copy is being ended that runs a cell.
  private var stop: (reason: Ending, deadline: ContinuousClock.Instant)?

  private init(process: Process, marker: String, events: AsyncStream<Event>) {
    self.process = process
    self.events = events
    outputStream = WorkerStream(marker: marker)
    errorStream = WorkerStream(marker: marker)
  }

  /// Starts a worker, hands it to `body`, and ends it with it.
  ///
  /// - Parameters:
  ///   - toolchain: Which worker, and which supervisor.
  ///   - sandbox: What shuts the worker in; `nil` for a program like any other.
  ///   - environment: What is set for the worker beyond this process's own environment.
  ///   - folder: Where the worker starts.
  ///   - body: What is done with it.
  /// - Returns: What `body` returned, and how the process ended.
  /// - Throws: What `body` throws, or the system's refusal to start a process.
  static func withWorker<Result: Sendable>(
    _ toolchain: Toolchain, sandbox: Sandbox.Chamber?, environment: [String: String],
    folder: String,
    body: @Sendable (CellWorker) async throws -> Result
  ) async throws -> (result: Result, status: TerminationStatus) {
    let marker = (0..<16).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    var changes: [Environment.Key: String?] = [:]
    for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = value }
    let supervision = Supervision(toolchain: toolchain)
    let command = (sandbox?.arguments ?? []) + [toolchain.worker, marker]
    let outcome = try await Subprocess.run(
      supervision.executable,
      arguments: supervision.arguments(running: command[0], Array(command.dropFirst())),
      environment: .inherit.updating(changes), workingDirectory: .init(folder),
      platformOptions: supervision.platformOptions,
      input: .inputWriter, output: .sequence, error: .sequence
    ) { process in
      let (events, continuation) = AsyncStream<Event>.makeStream()
      let worker = CellWorker(process: process, marker: marker, events: events)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for try await bytes in process.standardOutput {
            continuation.yield(.output(bytes.withUnsafeBytes { Array($0) }))
          }
          continuation.yield(.outputEnded)
        }
        group.addTask {
          for try await bytes in process.standardError {
            continuation.yield(.error(bytes.withUnsafeBytes { Array($0) }))
          }
          continuation.yield(.errorEnded)
        }
        let clock = Task {
          while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(40))
            continuation.yield(.tick)
          }
        }
        defer { clock.cancel() }
        do {
          let result = try await body(worker)
          await worker.close()
          try await group.waitForAll()
          return result
        } catch {
          await worker.kill()
          group.cancelAll()
          throw error
        }
      }
    }
    let status = outcome.terminationStatus
    return (outcome.takeClosureResult(), sandbox?.status(of: status) ?? status)
  }

  /// Sends a request and watches the worker until it is done or must be stopped.
  ///
  /// - Parameters:
  ///   - request: What is asked; `nil` to wait for the end of something that was asked before.
  ///   - limits: What the worker may use meanwhile.
  ///   - collector: Takes what it prints and reports.
  ///   - report: Told of reports as they come.
  /// - Returns: How it ended.
  /// - Throws: `CancellationError`, after which the worker is of no use.
  func perform(
    _ request: WorkerRequest?, limits: WorkerLimits, into collector: inout OutputCollector,
    report: @Sendable (WorkerReply) -> Void
  ) async throws -> Ending {
    guard !outputHasEnded else { return .died }
    do {
      if let request {
        _ = try await process.standardInputWriter.write(try WireCoding.encode(request) + [10])
      }
    } catch let error as SubprocessError {
      _ = error  // The worker is gone; its last words are still to be read.
    }
    var watch = Watch(limits: limits)
    for await event in events {
      try Task.checkCancellation()
      switch event {
      case .output(let bytes):
        watch.heard()
        waiting += outputStream.pieces(adding: bytes)
      case .error(let bytes):
        watch.heard()
        for piece in errorStream.pieces(adding: bytes) {
          switch piece {
          case .text(let text): collector.print(text, to: .error)
          case .reply(WorkerStream.restart):
            restartsSeen += 1
            barriersSeen = 0
            restartDeadline = .now + .seconds(1)
            if let ending = try deliver(to: &collector, report: report) { return ending }
          case .reply:
            barriersSeen += 1
            if let ending = try deliver(to: &collector, report: report) { return ending }
          }
        }
      case .outputEnded: outputHasEnded = true
      case .errorEnded: errorHasEnded = true
      case .tick:
        if let stop, stop.deadline < .now {
          kill()
          return stop.reason
        }
        if restartsSeen > restartsDelivered, restartDeadline < .now { kill() }
        guard stop == nil, let ending = watch.transgression(of: watched) else { break }
        guard copy != nil else {
          kill()
          return ending
        }
        endCopy(because: ending)
      }
      if let ending = try deliver(to: &collector, report: report) { return ending }
      if outputHasEnded, errorHasEnded { return .died }
    }
    try Task.checkCancellation()
    return .died
  }

  /// Whether nobody is there any more, not even a snapshot.
  var isGone: Bool { outputHasEnded }

  /// The processes that a cell's limits are about.
  private var watched: ProcessTree {
    copy.map { ProcessTree(of: $0) } ?? ProcessTree(below: process.processIdentifier.value)
  }

  /// Ends the copy that runs a cell, and whatever the cell started; its last snapshot goes on.
  ///
  /// - Parameter reason: How the request ends that is being performed.
  func endCopy(because reason: Ending = .died) {
    guard let copy, stop == nil else { return }
    stop = (reason, .now + .seconds(3))
    for member in ProcessTree(of: copy).members.reversed() { _ = Foundation.kill(member, SIGKILL) }
  }

  /// Notes which process goes on; returns how the request ended during which that happened.
  private func resumed(as process: Int32, after death: Int32?) -> Ending {
    copy = process
    restartsDelivered += 1
    barriersAwaited = 0
    defer { stop = nil }
    guard let death else { return .resumed }
    let signal = death & 0x7F
    self.death = signal == 0 ? .exited(death >> 8 & 0xFF) : .signaled(signal)
    return stop?.reason ?? .died
  }

  /// Goes back to a snapshot.
  ///
  /// - Returns: Whether the worker is there, and is where it should be.
  func goBack(to snapshot: Int) async throws -> Bool {
    var collector = OutputCollector()
    var request: WorkerRequest? = .goBack(to: snapshot)
    while true {
      let ending = try await perform(request, limits: WorkerLimits(), into: &collector) { _ in }
      switch ending {
      case .resumed: return true
      // It ended while nobody asked it anything; who goes on has the request before it.
      case .died where !outputHasEnded: request = nil
      default: return false
      }
    }
  }

  /// Passes on what has arrived, up to the first report that the error stream has not reached.
  private func deliver(
    to collector: inout OutputCollector, report: (WorkerReply) -> Void
  ) throws -> Ending? {
    while let piece = waiting.first {
      switch piece {
      case .text(let bytes): collector.print(bytes, to: .output)
      case .reply(let payload):
        guard
          barriersSeen > barriersAwaited || restartsSeen > restartsDelivered || errorHasEnded
        else { return nil }
        barriersAwaited += 1
        let reply = try WireCoding.decode(WorkerReply.self, from: payload)
        collector.take(reply)
        report(reply)
        switch reply {
        case .done(let seconds, let cpuSeconds, let peak, let failure):
          waiting.removeFirst()
          return .done(
            seconds: seconds, cpuSeconds: cpuSeconds, peakMemory: peak, failure: failure)
        case .unloadable(let reason):
          waiting.removeFirst()
          return .unloadable(reason: reason)
        case .resumed(let process, _, let death):
          waiting.removeFirst()
          return resumed(as: process, after: death)
        case .unsafe(let reason):
          waiting.removeFirst()
          return .unsafe(reason: reason)
        case .output, .recorded, .inlineValue, .progress, .observed, .made: break
        }
      }
      waiting.removeFirst()
    }
    return nil
  }

  /// Ends the worker, which has answered all it was asked.
  private func close() async {
    do {
      try await process.standardInputWriter.finish()
    } catch {
      // It is gone already, and so is its end of the pipe.
    }
    kill()
  }

  /// Has the supervisor end the worker and all that its cells started.
  private func kill() {
    do {
      try process.send(signal: .terminate)
    } catch {
      // It ended by itself a moment ago, which is what was wanted.
    }
  }
}
