import Graphics

/// Tables and the captions beside them.
extension BlockBuilder {
  struct TableCaption {
    var content: [Inline]
    var attributes: Attributes
    var position: SourcePosition
  }

  mutating func table(
    _ node: MarkdownNode, alignments: [HorizontalAlignment]
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
  mutating func tableCaption(
    _ node: MarkdownNode
  ) -> TableCaption? {
    guard case .paragraph = node.kind, let first = node.children.first,
      case .text(let text) = first.kind,
      // Few paragraphs begin so, and a pattern is slow to say no.
      text.hasPrefix(":") || text.hasPrefix("Table:"),
      let opening = text.prefixMatch(of: /(Table)?:\s+/) ?? text.wholeMatch(of: /(Table)?:\s*/)
    else { return nil }
    var nodes = node.children
    nodes[0] = first.with(text: String(text[opening.range.upperBound...]))
    let (content, attributes) = splittingAttributes(nodes)
    return TableCaption(
      content: inlines(content), attributes: attributes, position: position(of: node))
  }

  func attach(_ caption: TableCaption, to table: inout Block.Table) {
    table.caption = caption.content
    let attributes = caption.attributes
    table.label = attributes.label
    table.classes = attributes.classes
    // The line of the caption may be wrapped; its attributes end it.
    attributes.reportIdle(
      on: "a table", but: ["tbl-colwidths"], classes: nil, at: caption.position, to: findings)
    let settings = attributes.settings(at: caption.position, reporting: findings) { _ in true }
    for setting in settings where setting.name == "tbl-colwidths" {
      table.columnWidths = setting.columnWidths()
    }
  }
}
