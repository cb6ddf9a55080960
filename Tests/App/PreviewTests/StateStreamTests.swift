import Preview
import Testing

@Suite struct StateStreamTests {
  private func event(_ text: String) -> [UInt8] { Array("data: \(text)\n\n".utf8) }

  @Test func `a page that is opened learns the latest state`() async throws {
    let states = StateStream()
    states.send(event("1"))
    states.send(event("2"))
    var stream = states.open().makeAsyncIterator()
    #expect(try await stream.nextBuffer(suggested: 1) == event("2"))
  }

  @Test func `who reads slowly skips states and never misses the last one`() async throws {
    let states = StateStream()
    var stream = states.open().makeAsyncIterator()
    for number in 1...1000 { states.send(event("\(number)")) }
    states.sendSignOfLife()
    #expect(try await stream.nextBuffer(suggested: 1) == event("1000"))
    async let next = { () async throws -> [UInt8]? in
      var stream = stream
      return try await stream.nextBuffer(suggested: 1)
    }()
    states.send(event("1001"))
    #expect(try await next == event("1001"))
  }

  @Test func `streams end for all who read and for all who come later`() async throws {
    let states = StateStream()
    var first = states.open().makeAsyncIterator()
    states.end()
    #expect(try await first.nextBuffer(suggested: 1) == nil)
    var second = states.open().makeAsyncIterator()
    #expect(try await second.nextBuffer(suggested: 1) == nil)
  }

  @Test func `a stream that nobody holds any more is forgotten`() {
    let states = StateStream()
    var stream: StateStream.Events? = states.open()
    #expect(states.count == 1)
    stream = nil
    #expect(states.count == 0)
    _ = stream
  }
}
