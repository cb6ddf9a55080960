import Foundation
import Tensors

/// What a cell may have left behind that no copy of this process would have.
///
/// A copy has one thread, shares the place in open files, and is nobody's parent.
enum Hazards {
  /// The descriptors that this process had before any cell, and what they lead to.
  private static let own = descriptors()

  /// Notes what belongs to this process itself; to be called before any cell.
  static func begin() { _ = own }

  /// Returns what stands in the way of a copy, as half a sentence; `nil` for nothing.
  static func found() -> String? {
    #if os(Linux)
      // The first thread, the one that looks whether the host is there, and the engine's, which it starts anew.
      func count() -> Int { names(in: "/proc/self/task").count - 2 - Parallelism.startedThreads }
      var others = count()
      // A thread that has done its work may need a moment to be gone.
      for _ in 0..<20 where others > 0 {
        usleep(1000)
        others = count()
      }
      if others > 0 {
        return "it left \(others) \(others == 1 ? "thread" : "threads") running"
      }
      for (number, target) in descriptors() where own[number] != target {
        return "it left \(described(target)) open"
      }
      let children = FileManager.default.contents(
        atPath: "/proc/self/task/\(getpid())/children")
      if let children, !children.isEmpty { return "a program that it started is still running" }
      return nil
    #else
      return "states are kept on Linux only"
    #endif
  }

  private static func described(_ target: String) -> String {
    if target.hasPrefix("socket:") { return "a network connection" }
    if target.hasPrefix("pipe:") { return "a pipe" }
    if target.hasPrefix("anon_inode:") { return "a system object (\(target.dropFirst(11)))" }
    return "'\(target)'"
  }

  private static func descriptors() -> [String: String] {
    var targets: [String: String] = [:]
    for name in names(in: "/proc/self/fd") {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { readlink("/proc/self/fd/\(name)", $0, bytes.count) } ?? 0
      }
      // The one by which they are listed is gone by now.
      guard count > 0 else { continue }
      targets[name] = String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    return targets
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
