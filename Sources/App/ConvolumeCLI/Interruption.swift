import Foundation
import Synchronization

/// Ctrl-C and `kill`, turned into the cancellation of a task.
///
/// The first asks the task to end and to clean up; the second ends this process at once. What it had started
/// ends with it: supervisors see to that.
enum Interruption {
  private static let numbers = [SIGINT, SIGTERM]

  /// Both ends of a pipe into which a signal writes a byte.
  ///
  /// It waits there until somebody reads it, so that no signal is lost, however early it comes.
  private static let pipe: (reading: Int32, writing: Int32) = {
    var ends: [Int32] = [-1, -1]
    guard Foundation.pipe(&ends) == 0 else {
      // Without it, a signal ends this process at once, and supervisors end what it had started.
      return (-1, -1)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  /// How many signals have come.
  private static let count = Atomic(0)

  /// Runs `work`; an interrupt cancels it, so that it can end its children and clean up.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    guard pipe.writing >= 0 else { return try await work() }
    count.store(0, ordering: .relaxed)
    // From here on a signal leaves its byte in the pipe; nothing is started before.
    for number in numbers { signal(number, note) }
    defer { for number in numbers { signal(number, SIG_DFL) } }
    let task = Task { try await work() }
    let source = DispatchSource.makeReadSource(fileDescriptor: pipe.reading)
    source.setEventHandler {
      var byte: UInt8 = 0
      if read(pipe.reading, &byte, 1) == 1 { task.cancel() }
    }
    source.resume()
    defer { source.cancel() }
    do {
      return try await task.value
    } catch {
      throw task.isCancelled ? CancellationError() : error
    }
  }

  /// What a signal does: nothing that could wait or allocate.
  private static let note: @convention(c) (Int32) -> Void = { _ in
    guard count.add(1, ordering: .relaxed).newValue == 1 else { _exit(130) }
    let error = errno
    var byte: UInt8 = 1
    _ = write(pipe.writing, &byte, 1)
    errno = error
  }
}
