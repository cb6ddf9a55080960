import Contracts
import Testing

@Suite struct RequireTests {
  @Test func `passes what holds, without making the message`() {
    require(1 + 1 == 2, unexpectedMessage())
  }

  @Test func `stops with its message, in optimized builds too`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      require(1 + 1 == 3, "Sum: expected 3, got 2.")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("Sum: expected 3, got 2."))
  }

  private func unexpectedMessage() -> String {
    Issue.record("the message was made although the condition holds")
    return ""
  }
}
