import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The engine's threads: they take numbered tasks until none is left, then sleep.
///
/// One atomic word holds the current job's number, its count of tasks, and the next task to take. A
/// thread claims a task by advancing that word, so a thread that wakes late finds nothing to claim
/// and can never touch a job that is over. Threads start at the first job that needs them, and again
/// after a `fork`, which copies only the forking thread.
final class WorkerPool: @unchecked Sendable {
  static let shared = WorkerPool()

  /// Job number (24 bits), count of tasks (20 bits), next task (20 bits).
  private let ticket = Atomic<UInt64>(0)
  private let finishedTasks = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let threadLimit: Atomic<Int>

  /// Written only by the thread that holds `isBusy`; read only by threads that claimed a task.
  private var job: ((Int) -> Void)?
  private var startedWorkers = 0

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private static let fieldWidth: UInt64 = 20
  private static let fieldMask: UInt64 = (1 << fieldWidth) - 1

  private init() {
    threadLimit = Atomic(Parallelism.availableCores)
    convolume_keep_freed_memory()
    BLASLibrary.usesCallingThreadOnly
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
    pthread_atfork(nil, nil) { WorkerPool.shared.forgetThreads() }
  }

  var threads: Int {
    get { threadLimit.load(ordering: .relaxed) }
    set { threadLimit.store(newValue, ordering: .relaxed) }
  }

  /// Runs all tasks of one job and returns when the last is done.
  ///
  /// A job inside a job, or beside another one, runs on its own thread: the parts are the same, so
  /// the result is too.
  func run(_ count: Int, _ body: (Int) -> Void) {
    let threads = self.threads
    guard
      count > 1, threads > 1, count <= Self.fieldMask,
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for task in 0..<count { body(task) }
      return
    }
    withoutActuallyEscaping(body) { body in
      job = body
      startWorkers(threads - 1)
      publish(count)
      while let task = claim() {
        body(task)
        finishedTasks.add(1, ordering: .releasing)
      }
      var patience = Self.pauses
      while finishedTasks.load(ordering: .acquiring) < count { Self.wait(&patience) }
      job = nil
    }
    isBusy.store(false, ordering: .releasing)
  }

  private func publish(_ count: Int) {
    finishedTasks.store(0, ordering: .relaxed)
    let number = (ticket.load(ordering: .relaxed) >> (2 * Self.fieldWidth)) &+ 1
    ticket.store(
      number << (2 * Self.fieldWidth) | UInt64(count) << Self.fieldWidth,
      ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wake)
    pthread_mutex_unlock(mutex)
  }

  /// Takes the next task of the current job, if one is left.
  private func claim() -> Int? {
    var current = ticket.load(ordering: .acquiring)
    while Self.hasTask(current) {
      let (exchanged, original) = ticket.compareExchange(
        expected: current, desired: current + 1, ordering: .acquiringAndReleasing)
      if exchanged { return Int(current & Self.fieldMask) }
      current = original
    }
    return nil
  }

  private static func hasTask(_ ticket: UInt64) -> Bool {
    ticket & fieldMask < (ticket >> fieldWidth) & fieldMask
  }

  private func startWorkers(_ wanted: Int) {
    while startedWorkers < wanted {
      startedWorkers += 1
      let index = startedWorkers
      let argument = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      argument.initialize(to: index)
      #if canImport(Darwin)
        var thread: pthread_t?
        let start: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { raw in
          WorkerPool.shared.work(as: raw)
        }
      #else
        var thread = pthread_t()
        let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { raw in
          raw.flatMap { WorkerPool.shared.work(as: $0) }
        }
      #endif
      guard pthread_create(&thread, nil, start, argument) == 0 else {
        // The system gives no more threads; those that run do all the work.
        argument.deallocate()
        return
      }
      #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
      #else
        pthread_detach(thread)
      #endif
    }
  }

  /// A worker's life: take tasks while there are some, wait a moment for more, then sleep.
  private func work(as argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let index = argument.load(as: Int.self)
    argument.deallocate()
    while true {
      var patience = Self.pauses
      while patience > -Self.yields {
        if index < threads, let task = claim() {
          job?(task)
          finishedTasks.add(1, ordering: .releasing)
          patience = Self.pauses
        } else {
          Self.wait(&patience)
        }
      }
      sleep(as: index)
    }
  }

  /// How often a thread that has nothing to do pauses for some ten nanoseconds, and then lets others
  /// run, before it sleeps: stages follow each other within microseconds, and waking takes longer.
  private static let pauses = 2000
  private static let yields = 200

  private static func wait(_ patience: inout Int) {
    if patience > 0 { convolume_pause() } else { sched_yield() }
    patience -= 1
  }

  private func sleep(as index: Int) {
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !(index < threads && Self.hasTask(ticket.load(ordering: .sequentiallyConsistent))) {
      pthread_cond_wait(wake, mutex)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  /// In the child of a `fork`, none of the workers exist any more.
  private func forgetThreads() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
    startedWorkers = 0
    sleepers.store(0, ordering: .relaxed)
    ticket.store(0, ordering: .relaxed)
    finishedTasks.store(0, ordering: .relaxed)
    job = nil
    isBusy.store(false, ordering: .releasing)
  }
}
