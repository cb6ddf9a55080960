import Contracts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the engine uses the processor's cores.
///
/// Work is cut into parts by fixed rules, and results are added in a fixed order, so the number of
/// threads changes how long a result takes, never the result.
public enum Parallelism {
  /// How many threads the engine computes on, the calling one included; all cores unless changed.
  public static var threads: Int {
    get { WorkerPool.shared.threads }
    set {
      require(newValue >= 1, "Parallelism.threads: expected at least 1, got \(newValue).")
      WorkerPool.shared.threads = newValue
    }
  }

  /// How many cores this process may run on.
  public static var availableCores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// Calls `body` once for each task in `0..<count`, on several threads at once, and waits for all.
///
/// Which thread takes which task is left to chance, so tasks must write to separate places.
package func forEachTask(_ count: Int, _ body: (Int) -> Void) {
  WorkerPool.shared.run(count, body)
}

/// Cuts `0..<count` into parts of a fixed length and calls `body` for each, on several threads.
package func forEachPart(of count: Int, length: Int, _ body: (Range<Int>) -> Void) {
  guard count > 0 else { return }
  let parts = (count + length - 1) / length
  forEachTask(parts) { part in
    body((part * length)..<min((part + 1) * length, count))
  }
}
