/// The last line of a terminal, which is written again and again while something goes on.
struct LiveLine {
  private let terminal: TerminalText
  private var shown = ""

  init(on terminal: TerminalText) {
    self.terminal = terminal
  }

  /// Puts what happens in place of what the line showed, cut to the terminal's width.
  ///
  /// - Parameters:
  ///   - subject: What is being done; shortened when both do not fit.
  ///   - detail: How far it has come.
  mutating func show(_ subject: String, detail: String = "") {
    let line = Self.fitted(subject, detail: detail, width: terminal.width - 1)
    guard line != shown else { return }
    terminal.write("\r\u{1B}[K\(line)")
    shown = line
  }

  /// Empties the line, so that the next text stands there.
  mutating func clear() {
    guard !shown.isEmpty else { return }
    terminal.write("\r\u{1B}[K")
    shown = ""
  }

  private static func fitted(_ subject: String, detail: String, width: Int) -> String {
    let end = detail.isEmpty ? "" : " · \(detail)"
    guard subject.count + end.count > width else { return subject + end }
    let room = max(width - end.count, min(subject.count, width / 3))
    let line = shortened(subject, to: room) + end
    return shortened(line, to: width)
  }

  private static func shortened(_ text: String, to width: Int) -> String {
    text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
  }
}
