import Execution
import Testing

@Suite struct SilenceTests {
  private let start = SuspendingClock().now

  @Test func `silence beyond the limit is told at the second look`() {
    var silence = Silence(limit: 5, from: start)
    #expect(!silence.isTooLong(at: start + .seconds(4.9)))
    #expect(!silence.isTooLong(at: start + .seconds(5.1)))
    #expect(silence.isTooLong(at: start + .seconds(5.2)))
  }

  @Test func `a cell that prints now and then may go on for ever`() {
    var silence = Silence(limit: 5, from: start)
    for second in stride(from: 3.0, to: 3_600, by: 4) {
      #expect(!silence.isTooLong(at: start + .seconds(second)))
      silence.heard(at: start + .seconds(second))
      #expect(!silence.isTooLong(at: start + .seconds(second)))
    }
  }

  @Test func `what was printed while nobody could read it breaks the silence`() {
    // This program had to wait for a minute; what the cell printed is read behind the first look.
    var silence = Silence(limit: 5, from: start)
    #expect(!silence.isTooLong(at: start + .seconds(60)))
    silence.heard(at: start + .seconds(60.01))
    #expect(!silence.isTooLong(at: start + .seconds(60.04)))
    #expect(!silence.isTooLong(at: start + .seconds(66)))
    #expect(silence.isTooLong(at: start + .seconds(66.04)))
  }

  @Test func `a limit without end is never passed`() {
    var silence = Silence(limit: .infinity, from: start)
    for _ in 0..<3 { #expect(!silence.isTooLong(at: start + .seconds(1e9))) }
  }
}
