/// Fenced and indented code: cells to run, and code to show.
extension BlockBuilder {
  mutating func code(
    _ node: MarkdownNode, info: String, text: String, isFenced: Bool
  ) -> Block {
    var fence = position(of: node)
    let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard isFenced else {
      return .code(Block.Code(text: body, language: nil, position: fence))
    }
    if let line = findings.source.line(fence.line) {
      // Inside a list, cmark's column is the list's.
      let before = line.prefix { $0 != "`" && $0 != "~" }
      fence.column = before.count + 1
    }
    let fenceText = findings.source.line(fence.line).map { $0.dropFirst(fence.column - 1) } ?? ""
    let reader = FenceReader(info: info, fence: String(fenceText), position: fence)
    switch reader.kind {
    case .code(let language, let attributes):
      return .code(
        Block.Code(
          text: body, language: language, attributes: attributes, position: reader.bodyPosition,
          options: options(ofShown: attributes, at: fence)))
    case .escaped(let shown):
      return .code(
        Block.Code(
          text: shown(body), language: "markdown", position: fence))
    case .foreignCell(let language):
      findings.warning(
        at: fence, length: fenceText.count,
        "cells are written in Swift; this '\(language)' block is shown and not run",
        fix: nearestName(to: language, among: ["swift"]).map { "did you mean '{\($0)}'?" }
          ?? "write '```\(language)' when it is only to be shown")
      return .code(Block.Code(text: body, language: language, position: reader.bodyPosition))
    case .cell(let attributes, let isMyST):
      guard let cellDefaults else {
        return .code(Block.Code(text: body, language: "swift", position: reader.bodyPosition))
      }
      defer { cellCount += 1 }
      let cellText = CellText(
        body, position: reader.bodyPosition, isMyST: isMyST, source: findings.source)
      return .cell(
        cellText.cell(
          index: cellCount, attributes: attributes, fence: fence, defaults: cellDefaults,
          reporting: findings))
    }
  }

  /// The options of code that is only shown, some of which a chapter may set for all code.
  private func options(ofShown attributes: Attributes, at fence: SourcePosition) -> CellOptions {
    var options = CellOptions()
    if let cellDefaults {
      options.codeOverflow = cellDefaults.codeOverflow
      options.numbersCodeLines = cellDefaults.numbersCodeLines
      options.listingCaptionPlace = cellDefaults.listingCaptionPlace
    }
    options.listingLabel = attributes.label
    // Pandoc's class for `code-line-numbers: true`.
    options.classes = attributes.classes.filter { $0 != "numberLines" }
    if options.classes != attributes.classes { options.numbersCodeLines = true }
    let known = CellOptions.namesOfShownCode
    attributes.reportIdle(on: "a listing", but: known, classes: nil, at: fence, to: findings)
    let settings = attributes.settings(at: fence, reporting: findings) {
      !["lst-cap", "code-summary"].contains($0)
    }
    for setting in settings where known.contains(setting.name) {
      CellOptions.table.apply(setting, to: &options)
    }
    return options
  }
}
