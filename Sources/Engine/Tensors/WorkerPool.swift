import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The engine's threads: each takes the tasks of its share, then those that others have not begun, looks
/// out a while for the next job, and sleeps.
///
/// A share is always the same stretch of a job's tasks, so that a thread meets the same images from one
/// operator to the next while their numbers are in its cache. Tasks are claimed by advancing a word that
/// names the job: a thread that wakes late finds nothing to claim and can never touch a job that is over.
/// What a thread writes and others read lies on cache lines of its own, and only those threads that a job
/// asks for are woken. Threads start at the first job that needs them, and again after a `fork`, which
/// copies only the forking thread.
final class WorkerPool: @unchecked Sendable {
  static let shared = WorkerPool()

  /// The most threads that a job is given to.
  static let mostThreads = 128

  /// Asked for once: the system's answer takes longer than a small job.
  private let cores = Parallelism.availableCores

  private let isBusy = Atomic<Bool>(false)
  private let threadLimit: Atomic<Int>

  /// On a line of its own, too: all threads watch it.
  private let announcement: UnsafeMutablePointer<Announcement>
  private let seats: UnsafeMutablePointer<WorkerSeat>

  /// Written only by the thread that holds `isBusy`; read only by threads that claimed a task.
  private var body: ((Int) -> Void)?
  private var startedWorkers = 0

  /// How many threads were started, and not lost in a `fork`.
  var startedThreads: Int { startedWorkers }

  private init() {
    threadLimit = Atomic(min(cores, Self.mostThreads))
    announcement = Self.allocate(1)
    announcement.initialize(to: Announcement())
    seats = Self.allocate(Self.mostThreads)
    for index in 0..<Self.mostThreads { (seats + index).initialize(to: WorkerSeat()) }
    convolume_keep_freed_memory()
    BLASLibrary.usesCallingThreadOnly
    pthread_atfork(nil, nil) { WorkerPool.shared.forgetThreads() }
  }

  private static func allocate<Value: ~Copyable>(_ count: Int) -> UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Value>.stride, alignment: 2 * cacheLine
    ).bindMemory(to: Value.self, capacity: count)
  }

  var threads: Int {
    get { threadLimit.load(ordering: .relaxed) }
    set { threadLimit.store(min(newValue, Self.mostThreads), ordering: .relaxed) }
  }

  /// Runs all tasks of one job on at most `threads` threads, and returns when the last is done.
  ///
  /// A job inside a job, or beside another one, runs on its own thread: the tasks are the same, so the
  /// result is too.
  func run(_ count: Int, threads wanted: Int, _ body: (Int) -> Void) {
    let threads = min(wanted, self.threads, count)
    guard
      threads > 1, count <= Job.mostTasks,
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for task in 0..<count { body(task) }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      startWorkers(threads - 1)
      let job = announce(threads: threads, count: count)
      work(on: job, as: 0)
      var patience = Patience(isShort: threads > cores)
      while finished(job) < count { patience.wait() }
      self.body = nil
    }
    isBusy.store(false, ordering: .releasing)
  }

  private func announce(threads: Int, count: Int) -> Job {
    let last = Job(word: announcement.pointee.word.load(ordering: .relaxed))
    let job = Job(number: last.number &+ 1, threads: threads, count: count)
    announcement.pointee.word.store(job.word, ordering: .sequentiallyConsistent)
    for index in 1..<threads where seats[index].isAsleep.load(ordering: .sequentiallyConsistent) {
      seats[index].wake()
    }
    return job
  }

  /// How many tasks of a job are done.
  private func finished(_ job: Job) -> Int {
    var total = 0
    for index in 0..<job.threads {
      let count = TaskCount(word: seats[index].finished.load(ordering: .acquiring))
      if count.number == job.number { total += count.tasks }
    }
    return total
  }

  /// Takes tasks of a job until none is left.
  private func work(on job: Job, as index: Int) {
    var done = 0
    // Its own share first, then those of its neighbours.
    for offset in 0..<job.threads {
      let owner = (index + offset) % job.threads
      while let task = claim(from: owner, of: job) {
        body?(task)
        done += 1
        seats[index].finished.store(
          TaskCount(number: job.number, tasks: done).word, ordering: .releasing)
      }
    }
  }

  /// Takes the next task of a thread's share, if one is left.
  private func claim(from owner: Int, of job: Job) -> Int? {
    let share = job.share(of: owner)
    var current = seats[owner].taken.load(ordering: .acquiring)
    while true {
      let count = TaskCount(word: current)
      // Of an earlier job: nobody has touched the share yet. Of a later one: this job is over.
      if count.number.isLater(than: job.number) { return nil }
      let taken = count.number == job.number ? count.tasks : 0
      guard taken < share.count else { return nil }
      let (exchanged, original) = seats[owner].taken.compareExchange(
        expected: current, desired: TaskCount(number: job.number, tasks: taken + 1).word,
        ordering: .acquiringAndReleasing)
      if exchanged { return share.lowerBound + taken }
      current = original
    }
  }

  private func startWorkers(_ wanted: Int) {
    while startedWorkers < wanted {
      startedWorkers += 1
      let argument = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      argument.initialize(to: startedWorkers)
      #if canImport(Darwin)
        var thread: pthread_t?
        let start: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { raw in
          WorkerPool.shared.live(as: raw)
        }
      #else
        var thread = pthread_t()
        let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { raw in
          raw.flatMap { WorkerPool.shared.live(as: $0) }
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

  /// A worker's life: take tasks when there are some, look out for more, then sleep.
  private func live(as argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let index = argument.load(as: Int.self)
    argument.deallocate()
    var last = Job(word: 0)
    while true {
      var patience = Patience(isShort: threads > cores)
      var next = current
      while next.number == last.number, !patience.isOver {
        patience.wait()
        next = current
      }
      if next.number == last.number { next = sleep(as: index, after: last) }
      last = next
      if index < next.threads { work(on: next, as: index) }
    }
  }

  /// The job that was announced last.
  private var current: Job {
    Job(word: announcement.pointee.word.load(ordering: .sequentiallyConsistent))
  }

  /// Sleeps until a job asks for this thread.
  private func sleep(as index: Int, after last: Job) -> Job {
    var next = last
    seats[index].sleep {
      next = current
      return next.number != last.number && index < next.threads
    }
    return next
  }

  /// In the child of a `fork`, none of the workers exist any more.
  private func forgetThreads() {
    for index in 0..<Self.mostThreads { seats[index].reset() }
    startedWorkers = 0
    body = nil
    isBusy.store(false, ordering: .releasing)
  }
}
