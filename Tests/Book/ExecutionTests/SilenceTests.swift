import Execution
import Testing

@Suite struct SilenceTests {
  private let start = SuspendingClock().now

  /// What looks at some seconds behind the start find.
  private func looks(at seconds: Double..., of silence: inout Silence) -> [Bool] {
    seconds.map { silence.isTooLong(at: start + .seconds($0)) }
  }

  @Test func `silence beyond the limit is told at the second look`() {
    var silence = Silence(limit: 5, from: start)
    #expect(looks(at: 4.9, 5.1, 5.2, of: &silence) == [false, false, true])
  }

  @Test func `a cell that prints now and then may go on for ever`() {
    var silence = Silence(limit: 5, from: start)
    for second in stride(from: 3.0, to: 3_600, by: 4) {
      #expect(looks(at: second, of: &silence) == [false])
      silence.heard(at: start + .seconds(second))
      #expect(looks(at: second, second + 3, of: &silence) == [false, false])
    }
  }

  @Test func `what was printed while nobody could read it breaks the silence`() {
    // This program had to wait for a minute; what the cell printed is read behind the first look.
    var silence = Silence(limit: 5, from: start)
    #expect(looks(at: 60, of: &silence) == [false])
    silence.heard(at: start + .seconds(60.01))
    #expect(looks(at: 60.04, 66, 66.04, of: &silence) == [false, false, true])
  }

  @Test func `a limit without end is never passed`() {
    var silence = Silence(limit: .infinity, from: start)
    #expect(looks(at: 1, 1e6, 1e9, of: &silence) == [false, false, false])
  }
}
