import Foundation

/// What this process has spent on a cell.
struct ProcessCost {
  /// Wall time, in seconds.
  var seconds: Double
  /// Processor time of all threads, in seconds.
  var cpuSeconds: Double
  /// The most memory held, in bytes.
  var peakMemory: Int

  struct Start {
    fileprivate var time: ContinuousClock.Instant
    fileprivate var cpuSeconds: Double
  }

  /// Starts to measure; the peak of memory counts from here where the system lets it be forgotten.
  static func begin() -> Start {
    #if os(Linux)
      // "5" resets the peak (proc(5)). A system that refuses tells the peak of the process's whole life.
      if let file = fopen("/proc/self/clear_refs", "w") {
        fputs("5", file)
        fclose(file)
      }
    #endif
    return Start(time: .now, cpuSeconds: usage().cpuSeconds)
  }

  static func since(_ start: Start) -> ProcessCost {
    let usage = usage()
    return ProcessCost(
      seconds: start.time.duration(to: .now) / .seconds(1),
      cpuSeconds: usage.cpuSeconds - start.cpuSeconds, peakMemory: resettablePeak ?? usage.peak)
  }

  private static func usage() -> (cpuSeconds: Double, peak: Int) {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      let unit = 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      let unit = 1
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Int(usage.ru_maxrss) * unit)
  }

  /// The peak as the kernel counts it since it was last reset; `nil` where it does not say.
  private static var resettablePeak: Int? {
    #if os(Linux)
      guard let status = FileManager.default.contents(atPath: "/proc/self/status") else {
        return nil
      }
      let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("VmHWM:") }
      return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    #else
      return nil
    #endif
  }
}
