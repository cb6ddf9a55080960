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
    for threads in 1...4 {
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
