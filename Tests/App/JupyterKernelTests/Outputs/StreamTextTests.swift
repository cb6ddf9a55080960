import JupyterKernel
import Testing

@Suite struct StreamTextTests {
  @Test(arguments: ["é", "€", "𝄞", "a𝄞b", "plain"])
  func `a character that comes in pieces is passed on whole`(text: String) {
    var stream = StreamText()
    var passed: [String] = []
    for byte in text.utf8 { passed.append(stream.text(adding: [byte])) }
    passed.append(stream.rest())
    #expect(passed.joined() == text)
    #expect(passed.allSatisfy { !$0.contains("\u{FFFD}") })
  }

  @Test func `what is complete does not wait`() {
    var stream = StreamText()
    #expect(stream.text(adding: Array("abc".utf8)) == "abc")
    #expect(stream.text(adding: Array("é".utf8).dropLast()) == "")
    #expect(stream.text(adding: [0xA9]) == "é")
  }

  @Test func `bytes that are no text are not kept for ever`() {
    var stream = StreamText()
    let broken = String(repeating: "\u{FFFD}", count: 4)
    #expect(stream.text(adding: [0xFF, 0x80, 0x80, 0x80, 0x41]) == broken + "A")
    _ = stream.text(adding: [0xE2])
    #expect(stream.rest() == "\u{FFFD}")
  }
}
