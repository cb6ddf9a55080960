import Foundation

/// How much memory another process holds.
enum ProcessMemory {
  /// Returns the resident size in bytes; `nil` when the process is gone or the system cannot tell.
  static func resident(of process: Int32) -> Int? {
    #if os(Linux)
      // The second number of statm counts resident pages.
      guard let file = FileHandle(forReadingAtPath: "/proc/\(process)/statm") else { return nil }
      let text = String(decoding: file.availableData, as: UTF8.self)
      let fields = text.split(separator: " ")
      guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    #else
      return nil
    #endif
  }
}
