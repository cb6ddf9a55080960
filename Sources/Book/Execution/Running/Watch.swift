/// Keeps an eye on a cell while it runs, and says when it goes beyond its limits.
struct Watch {
  private let limits: WorkerLimits
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var silence: Silence
  private var wasTooLarge = false

  init(limits: WorkerLimits) {
    self.limits = limits
    start = clock.now
    silence = Silence(limit: limits.silence, from: start)
  }

  /// Notes that something came from the cell: text, an output or progress.
  mutating func heard() {
    silence.heard(at: clock.now)
  }

  /// Returns which limit the cell has passed, looking at all of its processes.
  mutating func transgression(of processes: @autoclosure () -> ProcessTree) -> CellWorker.Ending? {
    let now = clock.now
    if let timeout = limits.timeout, now > start + .seconds(timeout) { return .timeout }
    if silence.isTooLong(at: now) { return .silence }
    let tree = processes()
    // One of them is the supervisor's other half.
    if tree.members.count - 1 > limits.processes { return .processes }
    // A process that is just being started shows its parent's memory as its own for a moment, so
    // one look is not enough.
    let isTooLarge = tree.residentMemory > limits.memory
    defer { wasTooLarge = isTooLarge }
    return isTooLarge && wasTooLarge ? .memory : nil
  }
}
