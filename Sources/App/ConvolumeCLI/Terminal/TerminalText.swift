import Chapters
import Foundation

/// A stream of text, as a person or a log file reads it: standard error unless told otherwise.
struct TerminalText: Sendable {
  /// Whether a person looks at a terminal, on which a line may be written anew.
  let isInteractive: Bool
  /// Whether colour can be seen and is wanted, as no-color.org and bixense.com/clicolors have it.
  let isColored: Bool

  private let stream: FileHandle

  init(on stream: FileHandle = .standardError) {
    self.stream = stream
    let environment = ProcessInfo.processInfo.environment
    isInteractive =
      isatty(stream.fileDescriptor) == 1 && environment["TERM"] != "dumb"
    let isRefused = environment["NO_COLOR"]?.isEmpty == false
    let isForced = !["", "0"].contains(environment["CLICOLOR_FORCE"] ?? "")
    isColored = !isRefused && (isForced || isInteractive && environment["CLICOLOR"] != "0")
  }

  /// The terminal's width in characters.
  var width: Int {
    var size = winsize()
    guard ioctl(stream.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return 80 }
    return Int(size.ws_col)
  }

  func write(_ text: String) {
    do {
      try stream.write(contentsOf: Data(text.utf8))
    } catch {
      // The stream is closed or its disk is full: nobody is left to report to, and the work goes on.
    }
  }

  /// Returns the diagnostic with its severity in colour, where colour can be seen.
  func format(_ diagnostic: Diagnostic) -> String {
    let text = diagnostic.description
    let word = "\(diagnostic.severity.rawValue):"
    guard let range = text.firstRange(of: word) else { return text }
    return text.replacingCharacters(
      in: range, with: emphasized(word, as: diagnostic.severity))
  }

  /// Returns `text` in red for an error and in yellow for a warning, where colour can be seen.
  func emphasized(_ text: String, as severity: Diagnostic.Severity) -> String {
    guard isColored else { return text }
    let code = severity == .error ? "31" : "33"
    return "\u{1B}[1;\(code)m\(text)\u{1B}[0m"
  }
}
