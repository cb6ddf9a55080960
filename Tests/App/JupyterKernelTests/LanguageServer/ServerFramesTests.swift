import JupyterKernel
import Testing

@Suite struct ServerFramesTests {
  @Test func `a message stands behind its length in bytes`() throws {
    let bytes = try ServerFrames.frame(["name": "ä"])
    #expect(String(decoding: bytes, as: UTF8.self) == "Content-Length: 13\r\n\r\n{\"name\":\"ä\"}")
  }

  @Test(arguments: [1, 2, 7, 1000])
  func `messages are found in pieces of any size`(size: Int) {
    let text =
      "Content-Length: 8\r\nContent-Type: x\r\n\r\n{\"a\": 1}content-length:12\r\n\r\n[\"ä\", null]"
      + "Content-Length: 3\r\n\r\n{{{Content-Length: 4\r\n\r\ntrue"
    let bytes = Array(text.utf8)
    var frames = ServerFrames()
    var messages: [JSONValue] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      messages += frames.messages(adding: Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(messages == [["a": 1], ["ä", .null], true])
  }
}
