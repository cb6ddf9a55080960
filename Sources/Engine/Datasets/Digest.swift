import Crypto
import Foundation

/// The SHA-256 of some bytes, in hexadecimal.
package func digest(of bytes: [UInt8]) -> String {
  bytes.withUnsafeBytes { SHA256.hash(data: $0) }.hexadecimal
}

/// A SHA-256 that is computed piece by piece.
package struct RunningDigest {
  private var hash = SHA256()

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bufferPointer: bytes)
  }

  /// The digest of all bytes so far, in hexadecimal.
  package var hexadecimal: String { hash.finalize().hexadecimal }
}

/// A SHA-256 that another thread computes while the bytes are still arriving.
final class FollowingDigest: @unchecked Sendable {
  // Only work on the queue, which runs one piece after the other, touches the hash.
  private let queue = DispatchQueue(label: "digest")
  private var hash = SHA256()

  /// Takes the next bytes, which must stay where they are until `wait()`.
  func follow(_ bytes: UnsafeRawBufferPointer) {
    nonisolated(unsafe) let bytes = bytes
    queue.async { self.hash.update(bufferPointer: bytes) }
  }

  /// Returns when all bytes so far have been read.
  func wait() { queue.sync {} }

  /// The digest of all bytes so far, in hexadecimal.
  var hexadecimal: String { queue.sync { hash.finalize().hexadecimal } }
}

extension Sequence<UInt8> {
  /// Two digits a byte, in lower case.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
