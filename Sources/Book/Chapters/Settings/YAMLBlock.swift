import Yams

/// Lines of YAML inside an author's file: front matter, the options of a cell, or the whole file.
struct YAMLBlock {
  /// The YAML, line by line, without what stands before it.
  var lines: [String]
  /// The file's line on which the YAML begins, from 1.
  var firstLine: Int
  /// How many characters stand before the YAML on each line, such as 4 for `//| `.
  var indents: [Int]

  init(lines: [String], firstLine: Int, indents: [Int]? = nil) {
    self.lines = lines
    self.firstLine = firstLine
    self.indents = indents ?? lines.map { _ in 0 }
  }

  var start: SourcePosition {
    SourcePosition(line: firstLine, column: (indents.first ?? 0) + 1)
  }

  /// Returns the settings written here, in order; what cannot be read is reported.
  func settings(reporting findings: Findings) -> [Setting] {
    do {
      guard let node = try Yams.compose(yaml: lines.joined(separator: "\n")) else { return [] }
      guard let mapping = node.mapping else {
        findings.error(
          at: position(of: node.mark), "settings are written as 'name: value', one to a line")
        return []
      }
      return settings(in: mapping, reporting: findings)
    } catch {
      report(error, to: findings)
      return []
    }
  }

  func settings(in mapping: Node.Mapping, reporting findings: Findings) -> [Setting] {
    mapping.map { key, value in
      Setting(
        name: key.scalar?.string ?? "", namePosition: position(of: key.mark), node: value,
        block: self, findings: findings)
    }
  }

  /// Where in the file `mark` points; YAML counts scalars where we count characters.
  func position(of mark: Mark?) -> SourcePosition {
    guard let mark, lines.indices.contains(mark.line - 1) else { return start }
    let line = lines[mark.line - 1]
    let before = String(String.UnicodeScalarView(line.unicodeScalars.prefix(mark.column - 1)))
    return SourcePosition(
      line: firstLine + mark.line - 1, column: indents[mark.line - 1] + before.count + 1)
  }

  private func report(_ error: any Error, to findings: Findings) {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      findings.error(
        at: position(of: mark), "these settings are not YAML: \(problem)",
        fix: "put quotes around a text that holds ': ', '#', '[' or '{'")
    case YamlError.duplicatedKeysInMapping(let names, let context):
      let name = names.min() ?? ""
      findings.error(
        at: lastPlace(ofKey: name) ?? position(of: context.mark), length: name.count,
        "'\(name)' is set twice")
    default:
      findings.error(at: start, "these settings are not YAML: \(error)")
    }
  }

  private func lastPlace(ofKey name: String) -> SourcePosition? {
    lines.indices.last { lines[$0].drop { $0 == " " }.hasPrefix(name + ":") }.map { index in
      SourcePosition(
        line: firstLine + index,
        column: indents[index] + lines[index].prefix { $0 == " " }.count + 1)
    }
  }
}
