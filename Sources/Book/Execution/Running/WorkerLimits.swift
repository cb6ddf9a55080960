import Chapters

/// What a cell may use: time, memory and processes.
package struct WorkerLimits: Hashable, Sendable {
  /// How long a cell may run, in seconds; `nil` for as long as it shows that it comes forward.
  package var timeout: Double?
  /// How long a cell without a timeout of its own may go on without output or progress, in seconds.
  package var silence: Double
  /// What all processes of the cell may hold together, in bytes.
  package var memory: Int
  /// How many processes a cell may have at once, the worker included.
  package var processes: Int

  package init(
    timeout: Double? = nil, silence: Double = 600, memory: Int = 8 << 30, processes: Int = 256
  ) {
    self.timeout = timeout
    self.silence = silence
    self.memory = memory
    self.processes = processes
  }

  /// The memory as an author writes it: `8GiB`, `256MB`.
  var writtenMemory: String {
    let units = [("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000)]
    let (unit, size) =
      units.first { memory >= $0.1 && memory.isMultiple(of: $0.1) } ?? ("MB", 1_000_000)
    return "\(memory / size)\(unit)"
  }

  /// A number of seconds as an author writes it: `3600`, `0.5`.
  static func written(_ seconds: Double) -> String {
    Int(exactly: seconds).map(String.init) ?? "\(seconds)"
  }

  /// The limits of a cell, whose own options win: a timeout that an author set may pass in silence.
  package func applied(to options: CellOptions) -> WorkerLimits {
    WorkerLimits(
      timeout: options.timeout ?? timeout,
      silence: options.timeout == nil ? silence : .infinity,
      memory: options.memory ?? memory, processes: processes)
  }
}
