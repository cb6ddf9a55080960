import Foundation
import Synchronization

/// An executor that runs its jobs one after the other on one thread of its own.
///
/// An ordinary actor runs one job at a time too, but now on this thread and now on that. Libraries
/// that keep state for each thread, as Pango keeps its fonts, want to meet the same one each time.
package final class ThreadExecutor: SerialExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  /// Counts the jobs that wait.
  private let waiting = DispatchSemaphore(value: 0)

  /// Starts the thread, which lives as long as the program.
  ///
  /// - Parameters:
  ///   - name: How debuggers and crash reports call the thread.
  ///   - stackSize: In bytes. Quotes within lists within notes are set by recursion.
  package init(name: String, stackSize: Int = 8 << 20) {
    let thread = Thread {
      // Foundation on Linux names only the thread that asks.
      Thread.current.name = name
      self.runForever()
    }
    thread.stackSize = stackSize
    thread.start()
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    waiting.signal()
  }

  private func runForever() {
    while true {
      waiting.wait()
      let job = jobs.withLock { $0.removeFirst() }
      job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }
}
