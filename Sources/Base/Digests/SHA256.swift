import CCrypto
import Contracts

/// A SHA-256 that is computed piece by piece, by the system's libcrypto.
///
/// A copy goes on by itself: each has the bytes that it was given.
///
/// - SeeAlso: National Institute of Standards and Technology, *Secure Hash Standard* (FIPS 180-4), 2015.
package struct SHA256: @unchecked Sendable {
  // Touched by one value only: who shares the context takes one of its own before writing to it.
  private var context = Context()

  /// Starts with no bytes.
  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    if !isKnownUniquelyReferenced(&context) { context = Context(copying: context) }
    let outcome = EVP_DigestUpdate(context.state, start, bytes.count)
    require(outcome == 1, "SHA256: libcrypto could not take \(bytes.count) bytes.")
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// The 32 bytes of the digest of all that came so far; more may come behind it.
  package var bytes: [UInt8] {
    let last = Context(copying: context)
    return [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      let outcome = EVP_DigestFinal_ex(last.state, digest.baseAddress, nil)
      require(outcome == 1, "SHA256: libcrypto could not end a digest.")
      count = 32
    }
  }

  /// The digest of all that came so far, in 64 hexadecimal digits.
  package var hexadecimal: String { bytes.hexadecimal }

  /// Returns the digest of some bytes, in 64 hexadecimal digits.
  package static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }

  /// Returns the digest of texts, each behind its length, in 64 hexadecimal digits.
  ///
  /// So a word that moves from one text to the next gives another digest.
  package static func hexadecimal(ofTexts texts: [String]) -> String {
    var hash = SHA256()
    for text in texts { hash.update("\(text.utf8.count):\(text)".utf8) }
    return hash.hexadecimal
  }

  /// Libcrypto's state between two pieces.
  private final class Context {
    let state: OpaquePointer

    /// Looking the algorithm up takes longer than digesting a line of text, so it is done once.
    nonisolated(unsafe) private static let algorithm: OpaquePointer = {
      guard let found = EVP_MD_fetch(nil, "SHA256", nil) else {
        fatalError("SHA256: libcrypto does not have it; is its default provider switched off?")
      }
      return found
    }()

    init() {
      state = Self.make()
      require(
        EVP_DigestInit_ex2(state, Self.algorithm, nil) == 1,
        "SHA256: libcrypto could not begin a digest.")
    }

    init(copying other: Context) {
      state = Self.make()
      require(
        EVP_MD_CTX_copy_ex(state, other.state) == 1, "SHA256: libcrypto could not copy a digest.")
    }

    private static func make() -> OpaquePointer {
      guard let made = EVP_MD_CTX_new() else { fatalError("SHA256: no memory is left.") }
      return made
    }

    deinit { EVP_MD_CTX_free(state) }
  }
}

extension Sequence<UInt8> {
  /// Two digits a byte, in lower case.
  package var hexadecimal: String {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
    var text: [UInt8] = []
    text.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }
}
