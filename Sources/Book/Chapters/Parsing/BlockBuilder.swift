/// Turns cmark's tree into the chapter's blocks: divisions nested, captions and attributes attached.
struct BlockBuilder {
  private let masked: MaskedText
  private let findings: Findings
  /// What every cell's options start from; `nil` where cells are only shown.
  private let cellDefaults: CellOptions?
  private let notes: [MarkdownNode]
  private var cellCount = 0
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

  private mutating func blocks(_ nodes: [MarkdownNode]) -> [Block] {
    var blocks: [Block] = []
    var divisions: [OpenDivision] = []
    var captionAbove: (content: [Inline], attributes: Attributes)?
    for (index, node) in nodes.enumerated() {
      if let piece = divisionFence(node) {
        if case .divisionStart(let attributes) = piece.kind {
          divisions.append(
            OpenDivision(
              attributes: attributes, position: piece.position, blocksBefore: blocks))
          blocks = []
        } else if let division = divisions.popLast() {
          blocks = division.blocksBefore + [close(division, content: blocks)]
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

  private func close(_ division: OpenDivision, content: [Block]) -> Block {
    .division(
      Block.Division(
        attributes: division.attributes, content: content, position: division.position))
  }

  private func divisionFence(_ node: MarkdownNode) -> MaskedText.Piece? {
    guard case .html(let text) = node.kind else { return nil }
    return masked.divisionFence(text)
  }

  // MARK: One block

  private mutating func blocks(_ node: MarkdownNode) -> [Block] {
    switch node.kind {
    case .paragraph: return paragraph(node)
    case .heading(let level):
      let (content, attributes) = splittingAttributes(node.children)
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

  private func position(of node: MarkdownNode) -> SourcePosition {
    masked.position(line: node.startLine, column: node.startColumn)
  }

  private mutating func inlines(_ nodes: [MarkdownNode]) -> [Inline] {
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

  // MARK: Paragraphs

  /// A paragraph, cut where displayed formulas stand; or the pictures that it consists of.
  private mutating func paragraph(_ node: MarkdownNode) -> [Block] {
    if let images = images(node) { return images }
    var blocks: [Block] = []
    var run: [MarkdownNode] = []
    for child in node.children {
      guard case .text(let text) = child.kind else {
        run.append(child)
        continue
      }
      for part in masked.parts(of: text) {
        if case .piece(let piece) = part, case .displayMath(let tex, let label) = piece.kind {
          appendParagraph(of: run, to: &blocks)
          run = []
          blocks.append(.math(tex: tex, label: label, position: piece.position))
        } else {
          run.append(child.with(text: part.masked))
        }
      }
    }
    appendParagraph(of: run, to: &blocks)
    return blocks
  }

  private mutating func appendParagraph(of nodes: [MarkdownNode], to blocks: inout [Block]) {
    var content = inlines(nodes)[...]
    while content.first?.isSpace == true { content.removeFirst() }
    while content.last?.isSpace == true { content.removeLast() }
    if !content.isEmpty { blocks.append(.paragraph(Array(content))) }
  }

  private mutating func images(_ node: MarkdownNode) -> [Block]? {
    var images: [Block] = []
    for child in node.children {
      switch child.kind {
      case .image(let source, _):
        let caption = inlines(child.children)
        images.append(
          .image(
            Block.Image(
              source: masked.restored(source), altText: Inline.plainText(of: caption),
              caption: caption, attributes: Attributes(), position: position(of: node))))
      case .text(let text):
        guard case .image(var image)? = images.last, image.attributes == Attributes(),
          case .piece(let piece)? = masked.parts(of: text).first, masked.parts(of: text).count == 1,
          case .attributes(let attributes) = piece.kind
        else { return nil }
        image.attributes = attributes
        image.altText = attributes.values["fig-alt"] ?? attributes.values["alt"] ?? image.altText
        images[images.count - 1] = .image(image)
      case .softBreak: continue
      default: return nil
      }
    }
    return images.isEmpty ? nil : images
  }

  /// Takes the attributes off the end of a heading or caption.
  private func splittingAttributes(
    _ nodes: [MarkdownNode]
  ) -> (nodes: [MarkdownNode], attributes: Attributes) {
    guard let last = nodes.last, case .text(let text) = last.kind else {
      return (nodes, Attributes())
    }
    var parts = masked.parts(of: text)
    guard case .piece(let piece)? = parts.popLast(), case .attributes(let attributes) = piece.kind
    else { return (nodes, Attributes()) }
    let rest = parts.map(\.masked).joined().trimmingSuffix()
    return (nodes.dropLast() + (rest.isEmpty ? [] : [last.with(text: rest)]), attributes)
  }

  // MARK: Tables

  private mutating func table(
    _ node: MarkdownNode, alignments: [Block.Table.Alignment]
  ) -> Block {
    var header: [[Inline]] = []
    var rows: [[[Inline]]] = []
    for row in node.children {
      let cells = row.children.map { inlines($0.children) }
      if case .tableRow(isHeader: true) = row.kind { header = cells } else { rows.append(cells) }
    }
    return .table(
      Block.Table(
        alignments: alignments, header: header, rows: rows, position: position(of: node)))
  }

  /// The text of a paragraph that begins with `: ` or `Table: `.
  private mutating func tableCaption(
    _ node: MarkdownNode
  ) -> (content: [Inline], attributes: Attributes)? {
    guard case .paragraph = node.kind, let first = node.children.first,
      case .text(let text) = first.kind,
      let opening = text.prefixMatch(of: /(Table)?:\s+/) ?? text.wholeMatch(of: /(Table)?:\s*/)
    else { return nil }
    var nodes = node.children
    nodes[0] = first.with(text: String(text[opening.range.upperBound...]))
    let (content, attributes) = splittingAttributes(nodes)
    return (inlines(content), attributes)
  }

  private func attach(
    _ caption: (content: [Inline], attributes: Attributes), to table: inout Block.Table
  ) {
    table.caption = caption.content
    table.label = caption.attributes.label
  }

  // MARK: Code

  private mutating func code(
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
          text: body, language: language, attributes: attributes, position: reader.bodyPosition))
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
}

extension Inline {
  fileprivate var isSpace: Bool {
    switch self {
    case .softBreak, .lineBreak: true
    case .text(let text): text.allSatisfy(\.isWhitespace)
    default: false
    }
  }
}

extension MarkdownNode {
  fileprivate func with(text: String) -> MarkdownNode {
    var copy = self
    copy.kind = .text(text)
    return copy
  }
}
