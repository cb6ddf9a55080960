import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How long a thread that has nothing to do looks out for something.
///
/// Operators follow each other within microseconds, and waking takes longer. So it first pauses for an
/// instant at a time, which leaves a core's other thread all of the core; then lets other programs run;
/// and then its patience is over.
struct Patience {
  /// Nanoseconds of pausing.
  private static let pausing: UInt64 = 150_000

  /// Turns of letting others run.
  private static let yields = 200

  /// Pauses between two looks at the clock: each takes from ten nanoseconds to a hundred.
  private static let pausesPerLook = 32

  private var pauses = 0
  private var turns = 0
  private var start: UInt64 = 0
  private var isPausing: Bool

  /// - Parameter isShort: Whether there are more threads than cores: what is waited for may need this one.
  init(isShort: Bool) { isPausing = !isShort }

  var isOver: Bool { turns >= Self.yields }

  /// Waits an instant.
  mutating func wait() {
    guard isPausing else {
      turns += 1
      sched_yield()
      return
    }
    convolume_pause()
    pauses += 1
    guard pauses % Self.pausesPerLook == 0 else { return }
    let now = nanoseconds()
    if start == 0 { start = now }
    isPausing = now < start + Self.pausing
  }

  private func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
