import Graphics

/// Tables and the captions beside them.
extension BlockBuilder {
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

  func attach(
    _ caption: (content: [Inline], attributes: Attributes), to table: inout Block.Table
  ) {
    table.caption = caption.content
    table.label = caption.attributes.label
  }
}
