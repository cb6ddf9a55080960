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
    func filled(_ text: String, to width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let lines = findings.flatMap { finding -> [String] in
      let state = filled(finding.state.rawValue, to: stateWidth)
      let colored =
        switch finding.state {
        case .ok: state
        case .warning: terminal.emphasized(state, as: .warning)
        case .missing: terminal.emphasized(state, as: .error)
        }
      let line = "\(colored)  \(filled(finding.name, to: nameWidth))  \(finding.detail)"
      let margin = String(repeating: " ", count: stateWidth + nameWidth + 4)
      return [line] + (finding.fix.map { ["\(margin)→ \($0)"] } ?? [])
    }
    return (lines + ["", conclusion]).joined(separator: "\n")
  }

  private var conclusion: String {
    let missing = findings.count { $0.state == .missing }
    let warnings = findings.count { $0.state == .warning }
    let more = warnings == 0 ? "" : ", with \(warnings) \(warnings == 1 ? "warning" : "warnings")"
    guard missing > 0 else { return "convolume \(version) is ready to render\(more)." }
    return missing == 1 ? "1 thing is missing." : "\(missing) things are missing."
  }
}
