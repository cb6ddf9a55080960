/// A kernel at one size, ready to be timed on one thread.
struct KernelBenchmark {
  /// What a kernel's speed is counted in.
  enum Amount {
    /// Floating-point operations, two for a multiply-accumulate.
    case operations(Double)
    /// Bytes read and written once each, as if nothing were in a cache.
    case bytes(Double)
  }

  var name: String
  var size: String
  var amount: Amount
  /// Reserves what is needed, and returns the work.
  var prepare: () -> () -> Void
  /// The same work written in Swift, where it exists.
  var prepareSwift: (() -> () -> Void)?

  init(
    _ name: String, _ size: String, _ amount: Amount, swift: (() -> () -> Void)? = nil,
    prepare: @escaping () -> () -> Void
  ) {
    self.name = name
    self.size = size
    self.amount = amount
    self.prepare = prepare
    prepareSwift = swift
  }

  /// A kernel that passes over the channels of sixteen images, and reads and writes so many numbers
  /// for each of theirs.
  init<Memory>(
    _ name: String, channels: Int, side: Int, streams: Int,
    memory: @escaping (_ channels: Int, _ side: Int) -> Memory,
    _ work: @escaping (Memory) -> Void
  ) {
    let count = channels * side * side * 16
    self.init(name, "\(channels)×\(side)×\(side)", .bytes(Double(4 * streams * count))) {
      let memory = memory(channels, side)
      return { work(memory) }
    }
  }

  /// Times the kernel, and its Swift form.
  func measure(against peak: MachinePeak) -> KernelFigure {
    let seconds = Stopwatch.fastest(prepare())
    let swift = prepareSwift.map { Stopwatch.fastest($0()) }
    let (unit, total, best) =
      switch amount {
      case .operations(let count): ("GFLOP/s", count, peak.oneThread)
      case .bytes(let count): ("GB/s", count, peak.memoryOneThread.update)
      }
    let speed = total / seconds / 1e9
    return KernelFigure(
      name: name, size: size, microseconds: seconds * 1e6, speed: speed, unit: unit,
      percentOfPeak: 100 * speed / best, swiftSpeed: swift.map { total / $0 / 1e9 })
  }
}

/// What a kernel reached.
struct KernelFigure: Encodable {
  var name: String
  var size: String
  var microseconds: Double
  var speed: Double
  var unit: String
  var percentOfPeak: Double
  var swiftSpeed: Double?
}

extension Stopwatch {
  fileprivate static func fastest(_ work: () -> Void) -> Double { fastest(within: 0.25, work) }
}
