import Foundation

/// What a check found, for a person or for a program.
struct CheckReport: Encodable {
  var version = ConvolumeCommand.version
  /// Whether all is there that a render needs.
  var isReady: Bool
  var findings: [Finding]

  init(findings: [Finding]) {
    self.findings = findings
    isReady = !findings.contains { $0.state == .missing }
  }

  /// The object `{"findings": [...], "isReady": true, "version": "..."}`, keys in order.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// One line for each finding, with what to do below the line, and a conclusion.
  func text(on terminal: TerminalText) -> String {
    let stateWidth = "warning".count
    let nameWidth = findings.map(\.name.count).max() ?? 0
    let margin = stateWidth + nameWidth + 4
    let room = terminal.isInteractive ? max(20, terminal.width - margin - 1) : Int.max
    let lines = findings.map { finding in
      let details = Self.wrapped(finding.detail, to: room) + (finding.fix.map { ["→ \($0)"] } ?? [])
      let indented = details.joined(separator: "\n" + String(repeating: " ", count: margin))
      let name = Self.filled(finding.name, to: nameWidth)
      return "\(state(of: finding, to: stateWidth, on: terminal))  \(name)  \(indented)"
    }
    return (lines + ["", conclusion]).joined(separator: "\n")
  }

  private func state(of finding: Finding, to width: Int, on terminal: TerminalText) -> String {
    let state = Self.filled(finding.state.rawValue, to: width)
    switch finding.state {
    case .ok: return state
    case .warning: return terminal.emphasized(state, as: .warning)
    case .missing: return terminal.emphasized(state, as: .error)
    }
  }

  private static func filled(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Lines of whole words; a word that is wider than a line has one of its own.
  private static func wrapped(_ text: String, to width: Int) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  private var conclusion: String {
    let missing = findings.count { $0.state == .missing }
    let warnings = findings.count { $0.state == .warning }
    let more = warnings == 0 ? "" : ", with \(warnings) \(warnings == 1 ? "warning" : "warnings")"
    guard missing > 0 else { return "convolume \(version) is ready to render\(more)." }
    return missing == 1 ? "1 thing is missing." : "\(missing) things are missing."
  }
}
