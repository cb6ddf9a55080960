/// A file of parameters' values, as `--execute-params` names it: YAML, or JSON, which is YAML too.
///
/// ```yaml
/// epochs: 10
/// learningRate: 0.01
/// ```
package struct ParameterFile: Sendable {
  package struct Entry: Sendable {
    package var name: String
    /// The value as a command line would have it.
    package var value: String
    private let source: SourceText
    private let namePosition: SourcePosition
    private let valuePosition: SourcePosition

    fileprivate init(_ parameter: FrontMatter.Parameter, _ setting: Setting, _ source: SourceText) {
      name = parameter.name
      value = parameter.value.text
      self.source = source
      namePosition = setting.namePosition
      valuePosition = setting.position
    }

    /// Returns an error that points at the entry's name.
    package func error(_ message: String, fix: String? = nil) -> Diagnostic {
      source.diagnostic(.error, at: namePosition, length: name.count, message, fix: fix)
    }

    /// Returns an error that points at the entry's value.
    package func valueError(_ message: String) -> Diagnostic {
      source.diagnostic(.error, at: valuePosition, length: max(1, value.count), message)
    }
  }

  package var entries: [Entry] = []
  /// What is wrong with the file.
  package var diagnostics: [Diagnostic] = []

  /// Reads the bytes of the file; `path` is its path as the user knows it.
  package init(_ bytes: [UInt8], path: String) {
    let source: SourceText
    do {
      source = try SourceText(bytes, path: path)
    } catch {
      diagnostics = [error]
      return
    }
    let findings = Findings(source)
    let block = YAMLBlock(lines: source.lines, firstLine: 1)
    for setting in block.settings(reporting: findings) {
      guard let parameter = setting.parameter() else { continue }
      entries.append(Entry(parameter, setting, source))
    }
    diagnostics = findings.sorted
  }
}

extension FrontMatter.Parameter.Value {
  /// The value as it is written in YAML and on a command line.
  package var text: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .text(let value): value
    }
  }

  /// The value as it is written in Swift.
  package var swiftLiteral: String {
    if case .text(let value) = self { value.debugDescription } else { text }
  }
}
