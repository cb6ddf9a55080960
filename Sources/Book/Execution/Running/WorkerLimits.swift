import Chapters

/// How long a cell may run and how much memory its process may hold.
package struct WorkerLimits: Hashable, Sendable {
  /// In seconds.
  package var timeout: Double
  /// In bytes.
  package var memory: Int

  package init(timeout: Double = 3600, memory: Int = 8_000_000_000) {
    self.timeout = timeout
    self.memory = memory
  }

  /// The memory as an author writes it: `8GB`, `256MB`.
  var writtenMemory: String {
    memory.isMultiple(of: 1_000_000_000)
      ? "\(memory / 1_000_000_000)GB" : "\(memory / 1_000_000)MB"
  }

  /// The limits of a cell, whose own options win.
  func applied(to options: CellOptions) -> WorkerLimits {
    WorkerLimits(timeout: options.timeout ?? timeout, memory: options.memory ?? memory)
  }
}
