import Foundation

/// What can be read from a worker that died: why, and at which line of which cell.
struct CrashReport: Hashable {
  var message: String
  /// The innermost frame that lies in a cell.
  var identity: String?
  var place: CellPlace?

  /// Reads the report of a worker that `signal` ended, or that exited by itself.
  ///
  /// - Parameters:
  ///   - lastWords: What the worker wrote last to its error stream.
  ///   - backtrace: What Swift's backtracer wrote; empty when it did not come to it.
  ///   - signal: The signal that ended the worker; `nil` when it exited by itself.
  ///   - exitCode: What it exited with.
  init(lastWords: String, backtrace: String, signal: Int32?, exitCode: Int32) {
    let frames = backtrace.split(separator: "\n")
    for frame in frames {
      guard let match = frame.firstMatch(of: /cell-([0-9a-f]{16})\.swift:(\d+):(\d+)/),
        let line = Int(match.2), let column = Int(match.3)
      else { continue }
      identity = String(match.1)
      place = CellPlace(line: max(1, line - CellSource.lineOffset), column: max(1, column))
      break
    }
    message =
      Self.fatalError(in: lastWords)
      ?? Self.reason(signal: signal, exitCode: exitCode, backtrace: frames)
  }

  /// Returns the error stream's text without the message of the crash.
  static func withoutLastWords(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.firstIndex(where: isOfCrash) ?? lines.endIndex
    return lines[..<end].joined(separator: "\n").trimmingNewlines()
  }

  /// Whether a line of the error stream is one with which a crash begins to tell of itself.
  static func isOfCrash(_ line: Substring) -> Bool {
    line.contains("Fatal error") || isFromBacktracer(line)
  }

  private static func isFromBacktracer(_ line: Substring) -> Bool {
    line.hasPrefix("*** Signal") || line.hasPrefix("*** Program crashed")
      || line.hasPrefix("Thread ") && line.contains("crashed")
  }

  /// `File.swift:12: Fatal error: message`, where the message may take several lines.
  private static func fatalError(in text: String) -> String? {
    guard let start = text.range(of: "Fatal error")?.upperBound else { return nil }
    let lines = text[start...].split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.firstIndex(where: isFromBacktracer) ?? lines.endIndex
    var message = lines[..<end].joined(separator: "\n").trimmingNewlines()
    if message.hasPrefix(": ") { message.removeFirst(2) }
    return message.isEmpty ? nil : message
  }

  private static func reason(
    signal: Int32?, exitCode: Int32, backtrace: [Substring]
  ) -> String {
    guard let signal else { return "the cell ended its process with exit code \(exitCode)" }
    switch signal {
    case 4, 5:  // SIGILL and SIGTRAP: a check that the compiler put in
      return trapReason(backtrace)
    case 6: return "the cell aborted its process"
    case 8: return "the cell divided by zero"
    case 9: return "the cell's process was killed from outside, perhaps for lack of memory"
    case 7, 10, 11:
      let isDeep = backtrace.count { $0.contains("cell-") } > 30 || backtrace.isEmpty
      return isDeep
        ? "the stack is full: a function calls itself without end"
        : "the cell used memory that is not its own, or a function calls itself without end"
    default: return "the cell's process was ended by signal \(signal)"
    }
  }

  /// Optimized code traps without words; the frames inlined around the trap tell what was checked.
  private static func trapReason(_ backtrace: [Substring]) -> String {
    let innermost = backtrace.first { $0.contains(" in ") } ?? ""
    if innermost.contains("subscript") || innermost.contains("_checkSubscript")
      || innermost.contains("_checkIndex")
    {
      return "index out of range"
    }
    return
      "a check failed: an index out of range, an overflow, a nil unwrapped or a division by zero"
  }
}

extension String {
  fileprivate func trimmingNewlines() -> String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    while text.first?.isNewline == true { text.removeFirst() }
    return String(text)
  }
}
