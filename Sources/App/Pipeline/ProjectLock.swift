import Foundation

/// Keeps two renders of one project from writing over each other.
///
/// The lock is the kernel's (`flock`), so it ends with its process, however that ends.
package final class ProjectLock: Sendable {
  private let descriptor: Int32

  /// Waits until no other render holds the lock in `folder`.
  ///
  /// - Parameters:
  ///   - folder: The project's folder for state, `.convolume`; made if absent.
  ///   - onWait: Called once if another render holds the lock.
  /// - Throws: `PipelineError.unwritableState` when the folder cannot be made or written,
  ///   `CancellationError` when the task is cancelled while it waits.
  package init(in folder: URL, onWait: () -> Void) async throws {
    let path = folder.appending(path: "lock").path
    var hasReported = false
    while true {
      if let locked = try Self.lock(path) {
        descriptor = locked
        return
      }
      if !hasReported {
        onWait()
        hasReported = true
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Opens and locks the file; `nil` while another process holds the lock.
  private static func lock(_ path: String) throws -> Int32? {
    let folder = URL(filePath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw PipelineError.unwritableState(path: folder.path, reason: error.fileReason)
    }
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else {
      throw PipelineError.unwritableState(path: path, reason: systemReason(of: errno))
    }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      close(opened)
      guard number == EWOULDBLOCK || number == EINTR else {
        throw PipelineError.unwritableState(path: path, reason: systemReason(of: number))
      }
      return nil
    }
    // Whoever held the lock may have removed the file with its folder; others lock a new one.
    guard isFile(opened, at: path) else {
      close(opened)
      return nil
    }
    return opened
  }

  /// Whether the open file is the one that lies at `path` now.
  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var opened = stat()
    var present = stat()
    return fstat(descriptor, &opened) == 0 && stat(path, &present) == 0
      && opened.st_ino == present.st_ino && opened.st_dev == present.st_dev
  }

  deinit {
    close(descriptor)
  }
}
