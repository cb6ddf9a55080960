import Digests
import Foundation

/// The SHA-256 of some bytes, in hexadecimal.
package func digest(of bytes: [UInt8]) -> String {
  SHA256.hexadecimal(of: bytes)
}

/// A SHA-256 that another thread computes while the bytes are still arriving.
final class FollowingDigest: @unchecked Sendable {
  // Only work on the queue, which runs one piece after the other, touches the hash.
  private let queue = DispatchQueue(label: "digest")
  private var hash = SHA256()

  /// Takes the next bytes, which must stay where they are until `wait()`.
  func follow(_ bytes: UnsafeRawBufferPointer) {
    nonisolated(unsafe) let bytes = bytes
    queue.async { self.hash.update(bytes) }
  }

  /// Returns when all bytes so far have been read.
  func wait() { queue.sync {} }

  /// The digest of all bytes so far, in hexadecimal.
  var hexadecimal: String { queue.sync { hash.hexadecimal } }
}
