import CellOutputs
import Synchronization

/// Passes on what a cell prints as it comes, but for what may be the last words of a crash.
///
/// These become the failure's message. Whether they are is known only when the cell has ended.
package final class PrintedText: Sendable {
  private let pass: @Sendable ([UInt8], CellOutput.Stream) -> Void
  /// What is held back of the error stream.
  private let held = Mutex<[UInt8]>([])

  package init(_ pass: @escaping @Sendable ([UInt8], CellOutput.Stream) -> Void) {
    self.pass = pass
  }

  package func take(_ bytes: [UInt8], of stream: CellOutput.Stream) {
    guard stream == .error else { return pass(bytes, stream) }
    let shown = held.withLock { held -> [UInt8] in
      let text = held + bytes
      let end = Self.crash(in: text)
      held = Array(text[end...])
      return Array(text[..<end])
    }
    if !shown.isEmpty { pass(shown, stream) }
  }

  /// Where a crash begins to tell of itself, or may have begun to: its words come in several pieces.
  private static func crash(in text: [UInt8]) -> Int {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let place = lines.indices.first { index in
      let line = String(decoding: lines[index], as: UTF8.self)
      let mayBegin =
        index == lines.count - 1 && !line.isEmpty && "*** Signal".hasPrefix(line)
      return mayBegin || CrashReport.isOfCrash(line[...])
    }
    guard let place else { return text.endIndex }
    // The backtracer begins with an empty line.
    let start = place > 0 && lines[place - 1].isEmpty ? place - 1 : place
    return lines[start].startIndex
  }

  /// Passes on what was held back, now that the cell has ended well.
  package func release() {
    let rest = held.withLock { held in
      defer { held = [] }
      return held
    }
    if !rest.isEmpty { pass(rest, .error) }
  }
}
