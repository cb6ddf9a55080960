import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that two cores exchange at a time; processors fetch them in pairs.
let cacheLine = 64

/// Numbers jobs from 1 on, and begins anew after some hours of jobs without pause.
struct JobNumber: Equatable {
  static let width: UInt64 = 36
  private static let mask: UInt64 = (1 << width) - 1

  let bits: UInt64

  init(_ bits: UInt64) { self.bits = bits & Self.mask }

  static func &+ (number: JobNumber, step: UInt64) -> JobNumber { JobNumber(number.bits &+ step) }

  func isLater(than other: JobNumber) -> Bool {
    let distance = (bits &- other.bits) & Self.mask
    return distance != 0 && distance < (1 << (Self.width - 1))
  }
}

/// A job as it is announced: its number, how many threads it asks for, and how many tasks it has.
struct Job {
  static let mostTasks = 1 << 20 - 1

  let word: UInt64

  init(word: UInt64) { self.word = word }

  init(number: JobNumber, threads: Int, count: Int) {
    word = number.bits << 28 | UInt64(threads) << 20 | UInt64(count)
  }

  var number: JobNumber { JobNumber(word >> 28) }
  var threads: Int { Int(word >> 20 & 0xFF) }
  var count: Int { Int(word & 0xF_FFFF) }

  /// The tasks that are a thread's own.
  func share(of thread: Int) -> Range<Int> {
    (thread * count / threads)..<((thread + 1) * count / threads)
  }
}

/// How many tasks of a job were taken, or are done.
struct TaskCount {
  let word: UInt64

  init(word: UInt64) { self.word = word }

  init(number: JobNumber, tasks: Int) { word = number.bits << 28 | UInt64(tasks) }

  var number: JobNumber { JobNumber(word >> 28) }
  var tasks: Int { Int(word & 0xFFF_FFFF) }
}

/// The word that all threads watch, with nothing beside it that others write.
struct Announcement: ~Copyable {
  let word = Atomic<UInt64>(0)
  private let padding = Lines()
}

/// What one thread tells the others, each word on a pair of cache lines of its own.
struct WorkerSeat: ~Copyable {
  /// The job whose tasks are being taken from this thread's share, and how many are.
  let taken = Atomic<UInt64>(0)
  private let padding = Lines()

  /// The job that this thread works on, and how many of its tasks it has done.
  let finished = Atomic<UInt64>(0)
  private let morePadding = Lines()

  let isAsleep = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let lastPadding = Lines()

  init() { reset() }

  /// Forgets who sat here and what was done.
  func reset() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    isAsleep.store(false, ordering: .relaxed)
  }

  /// Sleeps until there is a reason to wake, which is looked for whenever someone calls.
  func sleep(until isWanted: () -> Bool) {
    pthread_mutex_lock(mutex)
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    while !isWanted() { pthread_cond_wait(condition, mutex) }
    isAsleep.store(false, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  func wake() {
    pthread_mutex_lock(mutex)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }
}

/// Room that keeps two words on different pairs of cache lines.
private struct Lines {
  private let words = (
    UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0),
    UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0)
  )
}
