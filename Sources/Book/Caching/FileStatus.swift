import Digests
import Foundation

/// How a file looks from outside: equal as long as nobody has written to it, or put another in its
/// place.
///
/// Only a change within one tick of the file system's clock, of a file that keeps its size, shows in
/// none of this; `isSettled(before:)` tells where that could be.
package struct FileStatus: Hashable, Codable, Sendable {
  private var device: UInt64
  private var number: UInt64
  private var size: Int
  /// When content or attributes were changed last, in nanoseconds since 1970; no program sets this time.
  private var changed: Int
  /// When the content was written last, or what a program said about that.
  private var modified: Int

  /// Looks at the file, or what a link at the path leads to; `nil` when there is none.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    #if os(Linux)
      let (changed, modified) = (status.st_ctim, status.st_mtim)
    #else
      let (changed, modified) = (status.st_ctimespec, status.st_mtimespec)
    #endif
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(status.st_ino)
    size = Int(status.st_size)
    self.changed = Self.nanoseconds(changed)
    self.modified = Self.nanoseconds(modified)
  }

  /// In nanoseconds since 1970.
  package var latestChange: Int { max(changed, modified) }

  /// Whether a change at `time` or later would show in another status.
  ///
  /// Both times are those of one file system.
  ///
  /// - Parameter time: In nanoseconds since 1970.
  /// - Returns: `false` where the clock of the file system may not tell the two apart.
  package func isSettled(before time: Int) -> Bool {
    // Some file systems count in whole seconds, or in twos of them, the others in ticks of the kernel.
    let tick = changed % 1_000_000_000 == 0 ? 2_000_000_000 : 20_000_000
    return changed < time - tick
  }

  /// The time that a file system gives to a file that is written now, in nanoseconds since 1970.
  ///
  /// On a network disk that is the server's time, not this machine's.
  ///
  /// - Parameter path: A file there, made if absent.
  /// - Returns: `nil` when the file cannot be written.
  package static func clock(at path: String) -> Int? {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard futimens(descriptor, nil) == 0, fstat(descriptor, &status) == 0 else { return nil }
    return FileStatus(status).changed
  }

  /// A digest of what files there are and how they look.
  ///
  /// - Returns: Another one each time while one of them may be changed without a trace.
  package static func digest(of paths: [String]) -> String {
    let now = Int(Date().timeIntervalSince1970 * 1e9)
    var hash = SHA256()
    for path in Set(paths).sorted() {
      let status = FileStatus(of: path)
      hash.update("\(path)\n\(status.map { "\($0)" } ?? "")\n".utf8)
      if let status, !status.isSettled(before: now) { hash.update(UUID().uuidString.utf8) }
    }
    return hash.hexadecimal
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    time.tv_sec * 1_000_000_000 + Int(time.tv_nsec)
  }
}
