/// Markdown that stands outside a chapter's text: a caption in an option, or what a cell wrote.
///
/// All places in it, diagnostics included, are the place in the chapter that it comes from. A cell in
/// it is shown, not run.
package struct MarkdownFragment: Sendable {
  package var blocks: [Block]
  package var diagnostics: [Diagnostic]

  /// - Parameters:
  ///   - text: The Markdown, with our dialect.
  ///   - file: The chapter's path.
  ///   - position: The place in the chapter to name.
  ///   - sourceLine: The chapter's line there, for quoting.
  package init(
    _ text: String, file: String, position: SourcePosition, sourceLine: String? = nil
  ) {
    let source = SourceText(text, path: file)
    let findings = Findings(source)
    let outline = BlockOutline(text + "\n", lineCount: source.lines.count)
    let masked = DialectScanner.mask(
      source, frontMatterEnd: 0, outline: outline, origin: position, reporting: findings)
    blocks = BlockBuilder.blocks(of: masked, cellDefaults: nil, reporting: findings)
    diagnostics = findings.diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.position = position
      diagnostic.sourceLine = sourceLine
      diagnostic.length = 1
      return diagnostic
    }
  }

  /// The running text of its paragraphs and headings.
  package var inlines: [Inline] {
    let runs: [[Inline]] = blocks.compactMap { block in
      switch block {
      case .paragraph(let content): content
      case .heading(let heading): heading.content
      case .math(let tex, _, let position): [.math(tex: tex, position: position)]
      default: nil
      }
    }
    return Array(runs.joined(separator: [.softBreak]))
  }
}
