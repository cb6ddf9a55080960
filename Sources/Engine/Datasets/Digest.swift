import Digests
import Foundation

/// The SHA-256 of some bytes, in hexadecimal.
package func digest(of bytes: [UInt8]) -> String {
  SHA256.hexadecimal(of: bytes)
}

/// A SHA-256 that another thread computes while the bytes are still arriving.
///
/// The thread ends when nothing is left to read, so that none is there when this process is copied
/// (`fork`), as a preview does between two cells; those of Dispatch would stay.
final class FollowingDigest: @unchecked Sendable {
  // Guards what stands below; the hash is touched by the one thread that works, or when none does.
  private let changed = NSCondition()
  private var waiting: [UnsafeRawBufferPointer] = []
  private var isWorking = false
  private var hash = SHA256()

  /// Takes the next bytes, which must stay where they are until `wait()`.
  func follow(_ bytes: UnsafeRawBufferPointer) {
    changed.lock()
    waiting.append(bytes)
    let isFirst = !isWorking
    isWorking = true
    changed.unlock()
    if isFirst { Thread.detachNewThread { self.work() } }
  }

  /// Returns when all bytes so far have been read.
  func wait() {
    changed.lock()
    while isWorking { changed.wait() }
    changed.unlock()
  }

  /// The digest of all bytes so far, in hexadecimal.
  var hexadecimal: String {
    wait()
    return hash.hexadecimal
  }

  private func work() {
    while let bytes = next() { hash.update(bytes) }
  }

  private func next() -> UnsafeRawBufferPointer? {
    changed.lock()
    defer { changed.unlock() }
    guard waiting.isEmpty else { return waiting.removeFirst() }
    isWorking = false
    changed.broadcast()
    return nil
  }
}
