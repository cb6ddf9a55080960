import JupyterKernel
import Testing

/// The expected digests are those of RFC 4231, *Identifiers and Test Vectors for HMAC-SHA*, section 4.
@Suite struct MessageSignatureTests {
  @Test func `signs as the first case of RFC 4231`() {
    let signature = MessageSignature(key: Array(repeating: 0x0B, count: 20))
    #expect(
      signature.sign([Array("Hi There".utf8)])
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
  }

  @Test func `signs several parts as if they were one`() {
    let signature = MessageSignature(key: Array("Jefe".utf8))
    #expect(
      signature.sign(["what do ", "ya want ", "", "for nothing?"].map { Array($0.utf8) })
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func `digests a key that is longer than a block`() {
    let signature = MessageSignature(key: Array(repeating: 0xAA, count: 131))
    let text = "Test Using Larger Than Block-Size Key - Hash Key First"
    #expect(
      signature.sign([Array(text.utf8)])
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func `accepts its own signature and no other`() {
    let signature = MessageSignature(key: [1, 2, 3])
    let parts: [[UInt8]] = [[4, 5], [6]]
    var signed = Array(signature.sign(parts).utf8)
    #expect(signature.isValid(signed, of: parts))
    #expect(!signature.isValid(signed, of: [[4, 5], [7]]))
    signed[63] ^= 1
    #expect(!signature.isValid(signed, of: parts))
    #expect(!signature.isValid([], of: parts))
  }

  @Test func `signs nothing without a key`() {
    let signature = MessageSignature(key: [])
    #expect(signature.sign([[1]]).isEmpty)
    #expect(signature.isValid([], of: [[1]]))
    #expect(!signature.isValid(Array("00".utf8), of: [[1]]))
  }
}
