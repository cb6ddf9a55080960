import CellOutputs
import Execution
import Synchronization
import Testing

@Suite struct PrintedTextTests {
  /// What is passed on of pieces that come on the error stream; then what a good end releases.
  private func passed(_ pieces: String...) -> (meanwhile: String, atEnd: String) {
    let log = Log()
    let text = PrintedText { bytes, _ in log.bytes.withLock { $0 += bytes } }
    for piece in pieces { text.take(Array(piece.utf8), of: .error) }
    let meanwhile = log.text
    text.release()
    return (meanwhile, String(log.text.dropFirst(meanwhile.count)))
  }

  private final class Log: Sendable {
    let bytes = Mutex<[UInt8]>([])
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  @Test func `what is printed is passed on as it comes`() {
    #expect(passed("a", "b\nc", "\n").meanwhile == "ab\nc\n")
  }

  @Test func `the last words of a crash are held back, however they come`() {
    let words = "main/cell.swift:3: Fatal error: no\n"
    #expect(passed("before\n\(words)", "more").meanwhile == "before\n")
    let pieces = passed(
      "before\n", "\n*** ", "Signal 4: Backtracing from 0x7f", "...", " done ***\n")
    #expect(pieces.meanwhile == "before\n")
    #expect(pieces.atEnd == "\n*** Signal 4: Backtracing from 0x7f... done ***\n")
  }

  @Test func `what only looked like a crash goes on`() {
    #expect(passed("***", " a title ***\n").meanwhile == "*** a title ***\n")
    #expect(passed("*").atEnd == "*")
  }

  @Test func `the other stream is never held back`() {
    let log = Log()
    let text = PrintedText { bytes, _ in log.bytes.withLock { $0 += bytes } }
    text.take(Array("Fatal error".utf8), of: .output)
    #expect(log.text == "Fatal error")
  }
}
