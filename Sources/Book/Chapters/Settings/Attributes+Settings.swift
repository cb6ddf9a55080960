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

  /// Tells of names and classes that have no effect on `what`, such as "a heading".
  ///
  /// - Parameters:
  ///   - what: What has the attributes.
  ///   - names: The names that have an effect.
  ///   - known: The classes that have one; `nil` when all may serve a style sheet.
  ///   - position: Where it begins.
  ///   - findings: Where that is told.
  func reportIdle(
    on what: String, but names: Set<String> = [], classes known: Set<String>? = [],
    at position: SourcePosition, to findings: Findings
  ) {
    for name in values.keys.sorted() where !names.contains(name) {
      findings.warning(
        at: findings.source.place(of: "\(name)=", from: position) ?? position, length: name.count,
        "attribute '\(name)' of \(what) has no effect",
        fix: nearestName(to: name, among: names.sorted()).map { "did you mean '\($0)'?" }
          ?? (names.isEmpty ? "remove it" : "write \(names.sorted().joined(separator: ", "))"))
    }
    for name in classes where known?.contains(name) == false {
      findings.warning(
        at: findings.source.place(of: ".\(name)", from: position) ?? position,
        length: name.count + 1, "class '.\(name)' of \(what) has no effect",
        fix: nearestName(to: name, among: (known ?? []).sorted()).map { "did you mean '.\($0)'?" }
          ?? "remove it")
    }
  }
}
