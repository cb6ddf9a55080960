import CellOutputs
import Synchronization

/// Passes on what a cell prints as it comes, but for what may be the last words of a crash.
///
/// These become the failure's message. Whether they are is known only when the cell has ended.
final class PrintedText: Sendable {
  private let pass: @Sendable ([UInt8], CellOutput.Stream) -> Void
  /// What is held back of the error stream.
  private let held = Mutex<[UInt8]>([])

  init(_ pass: @escaping @Sendable ([UInt8], CellOutput.Stream) -> Void) {
    self.pass = pass
  }

  func take(_ bytes: [UInt8], of stream: CellOutput.Stream) {
    guard stream == .error else { return pass(bytes, stream) }
    let shown = held.withLock { held -> ArraySlice<UInt8> in
      var end = bytes.startIndex
      if held.isEmpty {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        end =
          lines.first { CrashReport.isOfCrash(String(decoding: $0, as: UTF8.self)[...]) }?
          .startIndex ?? bytes.endIndex
      }
      held += bytes[end...]
      return bytes[..<end]
    }
    if !shown.isEmpty { pass(Array(shown), stream) }
  }

  /// Passes on what was held back, now that the cell has ended well.
  func release() {
    let rest = held.withLock { held in
      defer { held = [] }
      return held
    }
    if !rest.isEmpty { pass(rest, .error) }
  }
}
