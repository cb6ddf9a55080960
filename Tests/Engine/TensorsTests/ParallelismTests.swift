import Synchronization
import Tensors
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.serialized) struct ParallelismTests {
  @Test func `runs every task once, however many threads there are`() {
    let before = Parallelism.threads
    defer { Parallelism.threads = before }
    for threads in [1, 2, 3, 4, 16] {
      Parallelism.threads = threads
      for count in [0, 1, 2, 3, 1000] {
        let runs = UnsafeMutableBufferPointer<Int>.allocate(capacity: count)
        defer { runs.deallocate() }
        runs.update(repeating: 0)
        forEachTask(count) { runs[$0] += 1 }
        #expect(runs.allSatisfy { $0 == 1 })
      }
    }
  }

  @Test func `long tasks and short ones run once each, and every thread begins with a long one`() {
    let before = Parallelism.threads
    defer { Parallelism.threads = before }
    for (long, short) in [(0, 0), (0, 5), (3, 0), (1, 1), (8, 56), (16, 56), (5, 2), (4, 7)] {
      Parallelism.threads = 4
      let runs = UnsafeMutableBufferPointer<Int>.allocate(capacity: long + short)
      defer { runs.deallocate() }
      runs.update(repeating: 0)
      forEachTask(long: long, short: short) {
        runs[$0] += 1
      } _: {
        runs[long + $0] += 1
      }
      #expect(runs.allSatisfy { $0 == 1 })
      // On one thread the order is that of the tasks, of which a thread's share is a stretch.
      Parallelism.threads = 1
      var order: [Bool] = []
      forEachTask(long: long, short: short) { _ in
        order.append(true)
      } _: { _ in
        order.append(false)
      }
      guard long > 0, order.count.isMultiple(of: long) else { continue }
      let stretch = order.count / long
      #expect(order.indices.allSatisfy { order[$0] == $0.isMultiple(of: stretch) })
    }
  }

  /// In a child, where no other test has a job: beside another job, a job has one thread.
  @Test func `a job has as many threads as it is worth, be they asleep or awake`() async {
    await #expect(processExitsWith: .success) {
      Parallelism.threads = 4
      for (work, threads) in [(1000, 1), (1 << 19, 2), (3 << 18, 3), (.max, 4), (1 << 19, 2)] {
        let seen = Mutex<Set<UInt>>([])
        // Each task waits until all threads have come, so that none does two: a thread that was not woken
        // would be waited for without end.
        forEachTask(threads, work: work) { _ in
          seen.withLock { _ = $0.insert(currentThread) }
          while seen.withLock({ $0.count }) < threads {}
        }
        #expect(seen.withLock { $0.count } == threads)
        #expect(seen.withLock { $0.contains(currentThread) })
        // Longer than a thread looks out for the next job.
        let start = ContinuousClock.now
        while start.duration(to: .now) < .milliseconds(5) {}
      }
      let seen = Mutex<Set<UInt>>([])
      forEachTask(1000, work: 1 << 19) { _ in seen.withLock { _ = $0.insert(currentThread) } }
      #expect(seen.withLock { $0.count } <= 2)
    }
  }

  @Test func `a job inside a job completes`() {
    let total = Atomic(0)
    forEachTask(8) { _ in
      forEachTask(8) { _ in total.add(1, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 64)
  }

  @Test func `jobs from several threads at once complete`() async {
    let sums = await withTaskGroup(of: Float.self) { group in
      for seed in 0..<8 {
        group.addTask {
          let matrix = Tensor.normal(shape: [200, 200], seed: seed % 2)
          return matrix.multiplied(by: matrix).sum()
        }
      }
      return await group.reduce(into: Set<Float>()) { $0.insert($1) }
    }
    #expect(sums.count == 2)
  }

  #if canImport(Glibc)
    @Test func `the threads start again in a forked process`() async {
      await #expect(processExitsWith: .success) {
        func product() -> Tensor {
          let matrix = Tensor.normal(shape: [300, 300], seed: 1)
          return matrix.multiplied(by: matrix)
        }
        Parallelism.threads = 2
        let before = product()
        let child = forkProcess()
        if child == 0 { _exit(product() == before ? 0 : 1) }
        var status: Int32 = -1
        waitpid(child, &status, 0)
        exit(status == 0 && product() == before ? 0 : 1)
      }
    }
  #endif
}

#if canImport(Glibc)
  /// Swift hides `fork`, which is safe here: the child only computes and exits.
  @_silgen_name("fork") private func forkProcess() -> Int32
#endif
