import CKernels
import Contracts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the engine uses the processor's cores.
///
/// Work is cut into parts by fixed rules, and results are added in a fixed order, so the number of
/// threads changes how long a result takes, never the result.
public enum Parallelism {
  /// How many threads the engine computes on, the calling one included; all cores unless changed.
  public static var threads: Int {
    get { WorkerPool.shared.threads }
    set {
      require(newValue >= 1, "Parallelism.threads: expected at least 1, got \(newValue).")
      WorkerPool.shared.threads = newValue
    }
  }

  /// How many threads of the engine's own there are besides those that call it.
  package static var startedThreads: Int { WorkerPool.shared.startedThreads }

  /// How many cores this process may run on.
  public static var availableCores: Int { max(1, Int(convolume_allowed_cores())) }
}

/// Calls `body` once for each task in `0..<count`, on several threads at once, and waits for all.
///
/// Tasks must write to separate places. Neighbouring tasks are likely to meet the same thread, and the
/// same tasks the same thread as in the job before.
///
/// - Parameters:
///   - count: How many tasks there are.
///   - work: About how many multiplications all of them take; see `Work`. Small jobs get few threads, as
///     telling a thread and waiting for it takes longer than what it would save.
///   - body: Runs one task.
package func forEachTask(_ count: Int, work: Int = .max, _ body: (Int) -> Void) {
  WorkerPool.shared.run(count, threads: Work.threads(for: work), body)
}

/// Runs long and short tasks as one job, each thread's long ones before its short ones: whoever is done
/// early has short ones left to take from others, and nobody waits long for the last.
///
/// - Parameters:
///   - long: How many long tasks there are.
///   - short: How many short ones.
///   - work: As for other jobs.
///   - runLong: Runs one of the long tasks.
///   - runShort: Runs one of the short tasks.
package func forEachTask(
  long: Int, short: Int, work: Int = .max, _ runLong: (Int) -> Void, _ runShort: (Int) -> Void
) {
  let count = long + short
  forEachTask(count, work: work) { task in
    // The long ones stand at even distances: number k as soon as task / count reaches k / long.
    let (earlier, rest) = (task * long).quotientAndRemainder(dividingBy: count)
    if rest < long { runLong(earlier) } else { runShort(task - earlier - (long > 0 ? 1 : 0)) }
  }
}

/// Cuts `0..<count` into parts of a fixed length and calls `body` for each, on several threads.
package func forEachPart(
  of count: Int, length: Int, work: Int = .max, _ body: (Range<Int>) -> Void
) {
  guard count > 0 else { return }
  let parts = (count + length - 1) / length
  forEachTask(parts, work: work) { part in
    body((part * length)..<min((part + 1) * length, count))
  }
}

/// Tells the calling thread from others that live.
package var currentThread: UInt {
  #if canImport(Glibc)
    UInt(pthread_self())
  #else
    UInt(bitPattern: pthread_self())
  #endif
}

/// What a job costs, counted in multiplications of a convolution: a core does some eighty in a nanosecond.
package enum Work {
  /// As many as keep a thread busy for a few microseconds, which is what it costs to have its help.
  private static let worthAThread = 1 << 18

  /// How many threads a job of so many multiplications is worth.
  static func threads(for multiplications: Int) -> Int { max(1, multiplications / worthAThread) }

  /// The work of reading or writing so many numbers of other cores' making.
  package static func moving(_ numbers: Int) -> Int { 8 * numbers }
}
