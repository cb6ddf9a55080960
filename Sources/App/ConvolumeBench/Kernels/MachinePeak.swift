import CMachinePeak
import Tensors

/// What this machine can do at best, measured and not looked up.
struct MachinePeak: Encodable {
  /// A set of instructions that the processor has.
  struct Arithmetic: Encodable {
    var instructionSet: String
    /// Multiply-adds that never leave the registers, in GFLOP/s.
    var oneThread: Double
    var allThreads: Double
  }

  var threads = Parallelism.threads
  var arithmetic: [Arithmetic]
  /// Memory that is read and written, in arrays far larger than the caches.
  struct Memory: Encodable {
    /// `a = b + 0.5 * c`, each array counted once, in GB/s.
    var triad: Double
    /// `a += 0.5 * b`, in GB/s: more, since no line is fetched only to be overwritten.
    var update: Double
  }

  var memoryOneThread: Memory
  var memoryAllThreads: Memory
  /// The set that the kernels use.
  var instructionSet = InstructionSet.current.rawValue

  /// Measures it, in about two seconds.
  init() {
    arithmetic = InstructionSet.available.map { set in
      Arithmetic(
        instructionSet: set.rawValue, oneThread: Self.multiplyAdds(set, threads: 1),
        allThreads: Self.multiplyAdds(set, threads: Parallelism.threads))
    }
    let streams = Streams(count: 1 << 25)
    memoryOneThread = streams.measure(threads: 1)
    memoryAllThreads = streams.measure(threads: Parallelism.threads)
  }

  /// GFLOP/s of one thread with the set that the kernels use.
  var oneThread: Double {
    arithmetic.first { $0.instructionSet == instructionSet }?.oneThread ?? 0
  }

  private static func multiplyAdds(_ set: InstructionSet, threads: Int) -> Double {
    let peak =
      switch set {
      case .baseline: convolume_peak_baseline
      case .avx2: convolume_peak_avx2
      case .avx512: convolume_peak_avx512
      }
    let rounds: Int64 = 2_000_000
    let operations = peak(1) * Double(rounds) * Double(threads)
    let seconds = Stopwatch.fastest(of: 10) {
      forEachTask(threads) { _ in _ = peak(rounds) }
    }
    return operations / seconds / 1e9
  }
}

/// Arrays far larger than any cache.
private struct Streams {
  let target, left, right: Numbers

  init(count: Int) {
    (target, left, right) = (Numbers(count), Numbers(count), Numbers(count))
  }

  func measure(threads: Int) -> MachinePeak.Memory {
    MachinePeak.Memory(
      triad: gigabytes(threads) { start, count in
        convolume_triad(
          target.start + start, left.start + start, right.start + start, 0.5, count)
      },
      update: gigabytes(threads) { start, count in
        convolume_update(target.start + start, left.start + start, 0.5, count)
      })
  }

  /// GB/s of three streams, each thread on its own part of the arrays.
  private func gigabytes(
    _ threads: Int, _ pass: (_ start: Int, _ count: Int64) -> Void
  ) -> Double {
    let part = target.count / threads
    let seconds = Stopwatch.fastest(of: 8) {
      forEachTask(threads) { task in pass(task * part, Int64(part)) }
    }
    return Double(3 * 4 * part * threads) / seconds / 1e9
  }
}
