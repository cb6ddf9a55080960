import Foundation

/// A folder for temporary files, which goes with its owner.
///
/// A process that is killed leaves its folder behind. Whoever makes one therefore removes those of the same
/// user that nobody holds any longer: a folder is locked as long as its owner lives. The lock is the
/// operating system's (`flock`) and ends with its process, however that ends. A process's number would not
/// do: it may mean another process by now, or one of another container that has the same `/tmp`.
package final class ScratchFolder: Sendable {
  package let url: URL
  private let lock: Int32

  /// Why there is no folder, in the system's words.
  package struct Failure: Error, CustomStringConvertible {
    var path: String
    var reason: String
    package var description: String { "'\(path)' cannot be made: \(reason)" }
  }

  /// Makes a folder, and removes those that were left behind beside it.
  ///
  /// - Parameter place: Where it lies.
  /// - Throws: `Failure` when it cannot be made or locked.
  package init(in place: URL = FileManager.default.temporaryDirectory) throws {
    Self.removeLeftBehind(in: place)
    let name = UUID().uuidString
    let unlocked = place.appending(path: "convolume-new-\(name)")
    url = place.appending(path: Self.prefix + name)
    guard mkdir(unlocked.path, 0o700) == 0 else { throw Self.failure(unlocked) }
    lock = open(unlocked.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // It gets the name by which others look for what was left behind when it is locked, and not before.
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, rename(unlocked.path, url.path) == 0
    else {
      let failure = Self.failure(unlocked)
      if lock >= 0 { close(lock) }
      rmdir(unlocked.path)
      throw failure
    }
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
    close(lock)
  }

  private static let prefix = "convolume-kernel-"

  private static func failure(_ place: URL) -> Failure {
    Failure(path: place.path, reason: String(cString: strerror(errno)))
  }

  /// Removes the folders of owners that are gone.
  private static func removeLeftBehind(in place: URL) {
    let names = try? FileManager.default.contentsOfDirectory(atPath: place.path)
    for name in names ?? [] where name.hasPrefix(prefix) {
      let folder = place.appending(path: name)
      let lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      var status = stat()
      guard fstat(lock, &status) == 0, status.st_uid == geteuid(),
        flock(lock, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? FileManager.default.removeItem(at: folder)
    }
  }
}
