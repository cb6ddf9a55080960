import Foundation

/// Keeps two renders of different projects from writing to one folder at the same time.
///
/// The lock is the kernel's, on the folder itself, so it leaves no file behind and ends with its
/// process.
final class FolderLock {
  private let descriptor: Int32
  /// Whether the lock is held: not every network disk can lock a folder.
  let isHeld: Bool

  /// Waits until no other process holds the lock.
  init(_ folder: URL) {
    let opened = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    descriptor = opened
    guard opened >= 0 else {
      isHeld = false
      return
    }
    var outcome = flock(opened, LOCK_EX)
    while outcome != 0, errno == EINTR { outcome = flock(opened, LOCK_EX) }
    isHeld = outcome == 0
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
