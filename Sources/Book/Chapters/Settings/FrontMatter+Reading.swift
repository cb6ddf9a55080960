extension FrontMatter {
  /// Reads the settings between two `---` lines on top of `source`.
  ///
  /// - Returns: The settings, on top of `defaults`, and how many lines they take.
  static func read(
    _ source: SourceText, defaults: FrontMatter, reporting findings: Findings
  ) -> (frontMatter: FrontMatter, lineCount: Int) {
    var frontMatter = defaults
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
    for setting in block.settings(reporting: findings) where !frontMatter.apply(setting) {
      findings.unknown("setting", setting.name, at: setting.namePosition, known: names)
    }
    return (frontMatter, end + 1)
  }
}
