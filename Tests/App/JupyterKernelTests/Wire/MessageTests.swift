import JupyterKernel
import Testing

@Suite struct MessageTests {
  private let signature = MessageSignature(key: Array("a key".utf8))

  private func frames(_ parts: [String], signedBy signature: MessageSignature? = nil) -> [[UInt8]] {
    let parts = parts.map { Array($0.utf8) }
    let sign = (signature ?? self.signature).sign(parts)
    return [[1, 0, 255], Array("<IDS|MSG>".utf8), Array(sign.utf8)] + parts
  }

  private let header =
    #"{"msg_id":"m","session":"s","username":"u","date":"d","msg_type":"execute_request","version":"5.3"}"#

  @Test func `reads the parts behind the delimiter`() throws {
    let wire = frames([header, "{}", #"{"cellId":"c"}"#, #"{"code":"1 + 1","silent":false}"#])
    let message = try Message(frames: wire + [[7, 8]], signature: signature)
    #expect(message.identities == [[1, 0, 255]])
    #expect(message.header.type == "execute_request")
    #expect(message.header.id == "m")
    #expect(message.metadata["cellId"]?.text == "c")
    #expect(message.content["code"]?.text == "1 + 1")
    #expect(message.content["silent"]?.boolean == false)
    #expect(message.buffers == [[7, 8]])
  }

  @Test func `a reply quotes the header byte for byte`() throws {
    // Another order of members, and one that nobody knows.
    let odd = #"{ "msg_type":"kernel_info_request","extra":[1.50],"msg_id":"m" }"#
    let request = try Message(frames: frames([odd, "{}", "{}", "{}"]), signature: signature)
    let reply = Message(
      identities: request.identities,
      header: Message.Header(type: "kernel_info_reply", session: "s", id: "r", date: "d"),
      parent: request.headerBytes, content: ["status": "ok"])
    let wire = try reply.frames(signature: signature)
    #expect(wire[0] == [1, 0, 255])
    #expect(wire[4] == Array(odd.utf8))
    let again = try Message(frames: wire, signature: signature)
    #expect(again.header.type == "kernel_info_reply")
    #expect(again.header.version == "5.3")
    #expect(again.content == ["status": "ok"])
  }

  @Test func `does not look into what somebody else signed`() {
    let forged = frames(
      [header, "{}", "{}", "{}"], signedBy: MessageSignature(key: Array("another".utf8)))
    #expect(throws: Message.Mistake.wrongSignature) {
      try Message(frames: forged, signature: signature)
    }
  }

  @Test func `names what is wrong with frames that are no message`() {
    #expect(throws: Message.Mistake.noDelimiter) {
      try Message(frames: [[1], [2]], signature: signature)
    }
    #expect(throws: Message.Mistake.tooShort(frames: 4)) {
      try Message(frames: Array(frames([header, "{}", "{}"])), signature: signature)
    }
    #expect(throws: Message.Mistake.unreadable(part: "content")) {
      try Message(frames: frames([header, "{}", "{}", "{"]), signature: signature)
    }
    #expect(throws: Message.Mistake.unreadable(part: "header")) {
      try Message(frames: frames(["{}", "{}", "{}", "{}"]), signature: signature)
    }
  }
}
