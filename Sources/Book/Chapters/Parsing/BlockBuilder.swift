/// Turns cmark's tree into the chapter's blocks: divisions nested, captions and attributes attached.
struct BlockBuilder {
  let masked: MaskedText
  let findings: Findings
  /// What every cell's options start from; `nil` where cells are only shown.
  let cellDefaults: CellOptions?
  private let notes: [MarkdownNode]
  var cellCount = 0
  /// The numbers of the notes being built, so that a note that refers to itself ends.
  private var openNotes: Set<String> = []

  private init(
    masked: MaskedText, findings: Findings, cellDefaults: CellOptions?, notes: [MarkdownNode]
  ) {
    self.masked = masked
    self.findings = findings
    self.cellDefaults = cellDefaults
    self.notes = notes
  }

  static func blocks(
    of masked: MaskedText, cellDefaults: CellOptions?, reporting findings: Findings
  ) -> [Block] {
    let (root, isTooDeep) = MarkdownNode.parse(masked.text)
    if isTooDeep {
      findings.error(
        at: nil, "lists, quotes or emphasis are nested more than \(MarkdownNode.depthLimit) deep",
        fix: "make the text flatter")
    }
    // cmark puts the notes at the end, in the order in which they are first referred to.
    let notes = root.children.filter { $0.kind == .footnoteDefinition }
    var builder = Self(
      masked: masked, findings: findings, cellDefaults: cellDefaults, notes: notes)
    return builder.blocks(root.children.filter { $0.kind != .footnoteDefinition })
  }

  // MARK: Sequences of blocks

  private struct OpenDivision {
    var attributes: Attributes
    var position: SourcePosition
    var blocksBefore: [Block]
  }

  mutating func blocks(_ nodes: [MarkdownNode]) -> [Block] {
    var blocks: [Block] = []
    var divisions: [OpenDivision] = []
    var captionAbove: TableCaption?
    for (index, node) in nodes.enumerated() {
      if let piece = divisionFence(node) {
        if case .divisionStart(let attributes) = piece.kind {
          divisions.append(
            OpenDivision(
              attributes: attributes, position: piece.position, blocksBefore: blocks))
          blocks = []
        } else if let division = divisions.popLast() {
          blocks =
            division.blocksBefore + [close(division, at: piece.position.line, content: blocks)]
        } else {
          findings.error(
            at: piece.position, length: 3, "this ':::' closes no division",
            fix: "remove it, or open a division above with '::: {.callout-note}'")
        }
        continue
      }
      if let caption = tableCaption(node) {
        if case .table(var table)? = blocks.last, table.caption.isEmpty {
          attach(caption, to: &table)
          blocks[blocks.count - 1] = .table(table)
          continue
        }
        if index + 1 < nodes.count, case .table = nodes[index + 1].kind {
          captionAbove = caption
          continue
        }
      }
      blocks += self.blocks(node)
      if let caption = captionAbove, case .table(var table)? = blocks.last {
        attach(caption, to: &table)
        blocks[blocks.count - 1] = .table(table)
        captionAbove = nil
      }
    }
    while let division = divisions.popLast() {
      findings.error(
        at: division.position, length: 3, "this division is never closed",
        fix: "add a line ':::' where it ends")
      blocks = division.blocksBefore + [close(division, content: blocks)]
    }
    return blocks
  }

  private func close(
    _ division: OpenDivision, at lastLine: Int? = nil, content: [Block]
  ) -> Block {
    let options = DivisionOptions(
      division.attributes, at: division.position, reporting: findings)
    return .division(
      Block.Division(
        attributes: division.attributes, content: content, position: division.position,
        layout: options.layout, folding: options.folding, condition: options.condition,
        lastLine: lastLine))
  }

  private func divisionFence(_ node: MarkdownNode) -> MaskedText.Piece? {
    guard case .html(let text) = node.kind else { return nil }
    return masked.divisionFence(text)
  }

  // MARK: One block

  mutating func blocks(_ node: MarkdownNode) -> [Block] {
    switch node.kind {
    case .paragraph: return paragraph(node)
    case .heading(let level):
      let (content, attributes) = splittingAttributes(node.children)
      attributes.reportIdle(
        on: "a heading", classes: ["unnumbered"], at: position(of: node), to: findings)
      return [
        .heading(
          Block.Heading(
            level: level, content: inlines(content), attributes: attributes,
            position: position(of: node)))
      ]
    case .list(let start, let isTight):
      return [
        .list(
          Block.List(
            start: start, isTight: isTight, items: node.children.map { blocks($0.children) })
        )
      ]
    case .quote: return [.quote(blocks(node.children))]
    case .rule: return [.rule]
    case .table(let alignments): return [table(node, alignments: alignments)]
    case .code(let info, let text, let isFenced):
      return [code(node, info: info, text: masked.restored(text), isFenced: isFenced)]
    case .html(let text):
      reportHTML(masked.restored(text), at: position(of: node))
      return []
    default: return blocks(node.children)
    }
  }

  func position(of node: MarkdownNode) -> SourcePosition {
    masked.position(line: node.startLine, column: node.startColumn)
  }

  mutating func inlines(_ nodes: [MarkdownNode]) -> [Inline] {
    // A note's blocks are built where it is referred to, which needs this builder's state.
    var notes: [String: [Block]] = [:]
    for number in footnoteNumbers(in: nodes) { notes[number] = note(number) }
    return InlineBuilder(masked: masked, findings: findings) { notes[$0] ?? [] }.inlines(nodes)
  }

  private func footnoteNumbers(in nodes: [MarkdownNode]) -> Set<String> {
    nodes.reduce(into: []) { numbers, node in
      if case .footnoteReference(let number) = node.kind { numbers.insert(number) }
      numbers.formUnion(footnoteNumbers(in: node.children))
    }
  }

  private mutating func note(_ number: String) -> [Block] {
    guard let index = Int(number), notes.indices.contains(index - 1) else { return [] }
    guard openNotes.insert(number).inserted else {
      findings.error(at: position(of: notes[index - 1]), "this footnote refers to itself")
      return []
    }
    defer { openNotes.remove(number) }
    return blocks(notes[index - 1].children)
  }

  private func reportHTML(_ text: String, at position: SourcePosition) {
    let comment = text.trimmingPrefix(while: \.isWhitespace)
    guard !comment.hasPrefix("<!--") else { return }
    findings.warning(
      at: position, length: comment.prefix { !$0.isNewline }.count,
      "raw HTML is left out of handouts",
      why: "the same text also becomes a PDF",
      fix: "write it in Markdown, or as a division ('::: {.callout-note}')")
  }
}
