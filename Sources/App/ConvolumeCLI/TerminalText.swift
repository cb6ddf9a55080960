import Chapters
import Foundation

/// Standard error, as a person or a log file reads it.
struct TerminalText {
  /// Whether a person looks at a terminal: then lines may be coloured and rewritten.
  let isInteractive: Bool

  init() {
    let environment = ProcessInfo.processInfo.environment
    isInteractive =
      isatty(FileHandle.standardError.fileDescriptor) == 1
      && environment["TERM"] != "dumb" && environment["NO_COLOR"] == nil
  }

  /// The terminal's width in characters.
  var width: Int {
    var size = winsize()
    guard ioctl(FileHandle.standardError.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return 80 }
    return Int(size.ws_col)
  }

  func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Returns the diagnostic with its severity in colour, where colour can be seen.
  func format(_ diagnostic: Diagnostic) -> String {
    let text = diagnostic.description
    guard isInteractive else { return text }
    let word = "\(diagnostic.severity.rawValue):"
    let code = diagnostic.severity == .error ? "31" : "33"
    guard let range = text.firstRange(of: word) else { return text }
    return text.replacingCharacters(in: range, with: "\u{1B}[1;\(code)m\(word)\u{1B}[0m")
  }
}
