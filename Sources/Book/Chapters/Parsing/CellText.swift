/// The inside of a cell: option lines in YAML behind `//|` (or Quarto's `#|`), then the code.
struct CellText {
  private var optionLines: [(text: String, indent: Int, line: Int)] = []
  private var codeLines: [Substring]
  private var codePosition: SourcePosition
  private var strayOptions: [SourcePosition] = []

  /// - Parameters:
  ///   - body: The text between the fences.
  ///   - position: Where it begins.
  ///   - isMyST: Whether options may also be written `:name: value`.
  ///   - source: The file, for the columns of its lines.
  init(_ body: String, position: SourcePosition, isMyST: Bool, source: SourceText) {
    var lines = body.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var number = position.line
    while let line = lines.first, let option = Self.option(line, isMyST: isMyST) {
      // The file's own line tells the column: cmark has taken the indentation off.
      let width = source.line(number).map { $0.count - line.count } ?? 0
      optionLines.append((String(option), max(0, width) + line.count - option.count, number))
      lines.removeFirst()
      number += 1
    }
    codeLines = Array(lines)
    codePosition = SourcePosition(line: number, column: position.column)
    for (offset, line) in codeLines.enumerated()
    where !isMyST && Self.option(line, isMyST: false) != nil {
      strayOptions.append(
        SourcePosition(line: number + offset, column: line.prefix(while: \.isWhitespace).count + 1))
    }
  }

  /// The YAML on `line`, or `nil` when it is no option line.
  private static func option(_ line: Substring, isMyST: Bool) -> Substring? {
    let trimmed = line.drop(while: \.isWhitespace)
    for prefix in ["//|", "#|"] where trimmed.hasPrefix(prefix) {
      let option = trimmed.dropFirst(prefix.count)
      return option.first == " " ? option.dropFirst() : option
    }
    guard isMyST, trimmed.wholeMatch(of: /:[a-z-]+:(\s.*)?/) != nil else { return nil }
    return trimmed.dropFirst()
  }

  /// Returns the cell, its options read on top of `defaults`.
  func cell(
    index: Int, attributes: Attributes, fence: SourcePosition, defaults: CellOptions,
    reporting findings: Findings
  ) -> Cell {
    var options = defaults
    var labelPosition: SourcePosition?
    if let label = attributes.label {
      options.label = label
      labelPosition = fence
    }
    for (name, value) in attributes.values.sorted(by: { $0.key < $1.key }) {
      let block = YAMLBlock(lines: ["\(name): \(value)"], firstLine: fence.line)
      apply(block, to: &options, labelPosition: &labelPosition, reporting: findings)
    }
    if !optionLines.isEmpty {
      let block = YAMLBlock(
        lines: optionLines.map(\.text), firstLine: optionLines[0].line,
        indents: optionLines.map(\.indent))
      apply(block, to: &options, labelPosition: &labelPosition, reporting: findings)
    }
    for position in strayOptions {
      findings.warning(
        at: position, length: 3, "an option line below the code has no effect",
        fix: "move it to the top of the cell")
    }
    return Cell(
      source: codeLines.joined(separator: "\n"), options: options, position: codePosition,
      index: index, labelPosition: labelPosition)
  }

  private func apply(
    _ block: YAMLBlock, to options: inout CellOptions, labelPosition: inout SourcePosition?,
    reporting findings: Findings
  ) {
    for setting in block.settings(reporting: findings) {
      if setting.name == "label" || (setting.name == "lst-label" && labelPosition == nil) {
        labelPosition = setting.position
      }
      CellOptions.table.apply(setting, to: &options)
    }
  }
}
