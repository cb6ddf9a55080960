extension Attributes {
  /// The values as settings, at their places in the author's line.
  ///
  /// - Parameters:
  ///   - position: Where the part that has them begins.
  ///   - findings: Where what is wrong is told.
  ///   - isTyped: Whether a name's value is written in YAML; others are texts, whatever they hold.
  /// - Returns: The settings in the order of their names.
  func settings(
    at position: SourcePosition, reporting findings: Findings, isTyped: (String) -> Bool
  ) -> [Setting] {
    values.sorted { $0.key < $1.key }.flatMap { name, value in
      let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let line = "\(name): \(isTyped(name) ? value : "\"\(quoted)\"")"
      let place = findings.source.place(of: "\(name)=", from: position) ?? position
      return YAMLBlock(lines: [line], firstLine: place.line, indents: [place.column - 1])
        .settings(reporting: findings)
    }
  }
}
