extension FrontMatter {
  /// Reads the settings between two `---` lines on top of `source`.
  ///
  /// - Returns: The settings, on top of `defaults`, and how many lines they take.
  static func read(
    _ source: SourceText, defaults: FrontMatter, reporting findings: Findings
  ) -> (frontMatter: FrontMatter, lineCount: Int) {
    var frontMatter = defaults
    // Those of the book's own file stand elsewhere.
    frontMatter.profilePlaces = [:]
    frontMatter.reportSettingPlaces = [:]
    frontMatter.languagePosition = nil
    guard source.lines.first?.trimmingSuffix() == "---", source.lines.count > 1,
      source.lines[1].contains(where: { !$0.isWhitespace })
    else {
      return (frontMatter, 0)
    }
    let end = source.lines.dropFirst().firstIndex { ["---", "..."].contains($0.trimmingSuffix()) }
    guard let end else {
      findings.error(
        at: SourcePosition(line: 1, column: 1), length: 3,
        "the settings on top of the chapter are never closed",
        fix: "add a line '---' behind the last of them")
      return (frontMatter, source.lines.count)
    }
    let block = YAMLBlock(lines: Array(source.lines[1..<end]), firstLine: 2)
    for setting in block.settings(reporting: findings) { table.apply(setting, to: &frontMatter) }
    for (parameter, place) in frontMatter.undeclaredProfileParameters {
      findings.error(
        at: place, length: parameter.count, undeclaredMessage(parameter), why: undeclaredReason,
        fix: frontMatter.fix(forUndeclared: parameter))
    }
    return (frontMatter, end + 1)
  }

  // MARK: Parameters that only a profile names

  /// The parameters that profiles written in this file set and that `params:` does not declare.
  var undeclaredProfileParameters: [(name: String, place: SourcePosition)] {
    let declared = Set(parameters.map(\.name))
    return profilePlaces.sorted { $0.key < $1.key }.compactMap { key, place in
      // A profile's name may hold a point, a parameter's may not.
      let name = String(key.split(separator: ".").last ?? "")
      return declared.contains(name) ? nil : (name, place)
    }
  }

  static func undeclaredMessage(_ parameter: String) -> String {
    "a profile sets the parameter '\(parameter)', which nothing declares"
  }

  static let undeclaredReason = "no cell could read it without that profile"

  func fix(forUndeclared parameter: String) -> String {
    nearestName(to: parameter, among: parameters.map(\.name)).map { "did you mean '\($0)'?" }
      ?? "declare it with its usual value under 'params:'"
  }
}
