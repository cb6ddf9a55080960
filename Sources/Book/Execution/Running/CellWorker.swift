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
  private var outputHasEnded = false
  private var errorHasEnded = false

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
  func perform(
    _ request: WorkerRequest, limits: WorkerLimits, into collector: inout OutputCollector,
    report: @Sendable (WorkerReply) -> Void
  ) async throws -> Ending {
    guard !outputHasEnded else { return .died }
    do {
      _ = try await process.standardInputWriter.write(try WireCoding.encode(request) + [10])
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
          case .reply:
            barriersSeen += 1
            if let ending = try deliver(to: &collector, report: report) { return ending }
          }
        }
      case .outputEnded: outputHasEnded = true
      case .errorEnded: errorHasEnded = true
      case .tick:
        if let ending = watch.transgression(of: process.processIdentifier.value) {
          kill()
          return ending
        }
      }
      if let ending = try deliver(to: &collector, report: report) { return ending }
      if outputHasEnded, errorHasEnded { return .died }
    }
    try Task.checkCancellation()
    return .died
  }

  /// Passes on what has arrived, up to the first report that the error stream has not reached.
  private func deliver(
    to collector: inout OutputCollector, report: (WorkerReply) -> Void
  ) throws -> Ending? {
    while let piece = waiting.first {
      switch piece {
      case .text(let bytes): collector.print(bytes, to: .output)
      case .reply(let payload):
        guard barriersSeen > barriersAwaited || errorHasEnded else { return nil }
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
