import Digests

/// Signs messages, so that nobody without the key has a kernel run code.
///
/// The signature is the HMAC of the header, parent header, metadata and content, one behind the other:
///
///     H((key ⊕ opad) ‖ H((key ⊕ ipad) ‖ message)),  H = SHA-256, in blocks of 64 bytes
///
/// - SeeAlso: Krawczyk, Bellare and Canetti, *HMAC: Keyed-Hashing for Message Authentication* (RFC 2104),
///   1997, section 2.
package struct MessageSignature: Sendable {
  private let inner: SHA256
  private let outer: SHA256
  private let isSigning: Bool

  private static let blockSize = 64

  /// Creates what signs with a key; nothing is signed with an empty one.
  package init(key: [UInt8]) {
    isSigning = !key.isEmpty
    var block = key
    if block.count > Self.blockSize {
      var digest = SHA256()
      digest.update(key)
      block = digest.bytes
    }
    block += Array(repeating: 0, count: Self.blockSize - block.count)
    func begin(_ pad: UInt8) -> SHA256 {
      var digest = SHA256()
      digest.update(block.map { $0 ^ pad })
      return digest
    }
    inner = begin(0x36)
    outer = begin(0x5C)
  }

  /// Returns the signature in hexadecimal digits; empty without a key.
  package func sign(_ parts: [[UInt8]]) -> String {
    guard isSigning else { return "" }
    var message = inner
    for part in parts { message.update(part) }
    var signature = outer
    signature.update(message.bytes)
    return signature.hexadecimal
  }

  /// Whether a signature is the one of `parts`; as quick for one that is wrong from its first digit on as for
  /// one that is wrong in its last.
  package func isValid(_ signature: [UInt8], of parts: [[UInt8]]) -> Bool {
    let expected = Array(sign(parts).utf8)
    guard expected.count == signature.count else { return false }
    return zip(expected, signature).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
