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
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw PipelineError.unwritableState(path: folder.path, reason: error.fileReason)
    }
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else {
      throw PipelineError.unwritableState(path: path, reason: systemReason(of: errno))
    }
    descriptor = opened
    var hasTold = false
    while flock(opened, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw PipelineError.unwritableState(path: path, reason: systemReason(of: errno))
      }
      if !hasTold {
        onWait()
        hasTold = true
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  deinit {
    close(descriptor)
  }
}
