/// Keeps an eye on a cell while it runs, and says when it goes beyond its limits.
struct Watch {
  private let limits: WorkerLimits
  /// Stands still while the machine sleeps: a closed lid is no silence of the cell.
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var lastSign: SuspendingClock.Instant
  private var wasTooLarge = false

  init(limits: WorkerLimits) {
    self.limits = limits
    start = clock.now
    lastSign = start
  }

  /// Notes that something came from the cell: text, an output or progress.
  mutating func heard() {
    lastSign = clock.now
  }

  /// Returns which limit the cell has passed, looking at all of its processes.
  mutating func transgression(of processes: @autoclosure () -> ProcessTree) -> CellWorker.Ending? {
    let now = clock.now
    if let timeout = limits.timeout, now > start + .seconds(timeout) { return .timeout }
    if (now - lastSign) / .seconds(1) > limits.silence { return .silence }
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
