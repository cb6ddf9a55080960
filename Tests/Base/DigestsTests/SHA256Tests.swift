import Digests
import Testing

@Suite struct SHA256Tests {
  /// The examples of the standard (FIPS 180-4), as NIST publishes them with it.
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func `agrees with the standard's examples`(text: String, digest: String) {
    #expect(SHA256.hexadecimal(of: text.utf8) == digest)
  }

  @Test func `a million bytes in pieces are one message`() {
    var hash = SHA256()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 999)
    for _ in 0..<1001 { hash.update(piece) }
    hash.update(Array(piece.prefix(1)))
    #expect(
      hash.hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `a copy goes on by itself, and a digest may be looked at on the way`() {
    var one = SHA256()
    one.update("a".utf8)
    var other = one
    #expect(other.bytes.count == 32)
    other.update("x".utf8)
    one.update("bc".utf8)
    #expect(one.hexadecimal == SHA256.hexadecimal(of: "abc".utf8))
    #expect(other.hexadecimal == SHA256.hexadecimal(of: "ax".utf8))
  }

  @Test func `texts are told apart by their lengths`() {
    let digest = SHA256.hexadecimal(ofTexts: ["ab", "c"])
    #expect(digest == SHA256.hexadecimal(of: "2:ab1:c".utf8))
    #expect(digest != SHA256.hexadecimal(ofTexts: ["a", "bc"]))
    #expect(digest != SHA256.hexadecimal(ofTexts: ["abc"]))
  }
}
