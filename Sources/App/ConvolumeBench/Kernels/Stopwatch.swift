/// Times a piece of work that is done again and again.
enum Stopwatch {
  /// Seconds of the fastest of so many runs, after one that warms the caches.
  static func fastest(of runs: Int, _ work: () -> Void) -> Double {
    work()
    let clock = ContinuousClock()
    return (0..<runs).map { _ in seconds(clock.measure(work)) }.min() ?? 0
  }

  /// Seconds of the fastest run within a time to spend; short work is timed many times in a row.
  static func fastest(within budget: Double = 0.25, _ work: () -> Void) -> Double {
    work()
    let clock = ContinuousClock()
    let once = max(seconds(clock.measure(work)), 1e-9)
    // A run of at least a millisecond makes the clock's own cost and steps small.
    let repeats = max(1, Int(0.001 / once))
    let runs = max(3, min(1000, Int(budget / (once * Double(repeats)))))
    let fastest = (0..<runs).map { _ in
      seconds(clock.measure { for _ in 0..<repeats { work() } })
    }.min()
    return (fastest ?? 0) / Double(repeats)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
