extension ReportBlock {
  /// The blocks inside this one: of each item of a list, of a cell, of a box.
  ///
  /// What walks through a report and cares for some kinds of block goes through here, and need not
  /// know the others.
  package var children: [[ReportBlock]] {
    switch self {
    case .list(_, _, let items): items
    case .cell(let content), .division(_, _, _, let content), .quote(let content): [content]
    case .callout(let callout): [callout.content]
    case .heading, .paragraph, .code, .output, .figure, .table, .equation, .failure, .rule: []
    }
  }

  /// This block and all those inside it, in the order of the text.
  package var withDescendants: [ReportBlock] {
    [self] + children.flatMap { $0.flatMap(\.withDescendants) }
  }

  /// Where references to the block lead; `nil` when nothing can refer to it.
  package var anchor: String? {
    switch self {
    case .heading(let heading): heading.anchor
    case .code(let listing): listing.anchor
    case .figure(let figure): figure.anchor
    case .table(let table): table.anchor
    case .equation(let equation): equation.anchor
    case .callout(let callout): callout.anchor
    case .division(_, let anchor, _, _): anchor
    case .paragraph, .list, .cell, .output, .failure, .quote, .rule: nil
    }
  }
}

extension ReportChapter {
  /// Every block of the chapter's text, those inside others included; notes are by themselves.
  package var allBlocks: [ReportBlock] { blocks.flatMap(\.withDescendants) }

  /// Every figure of the chapter in the order of the text, its notes last.
  package var figures: [ReportFigure] {
    let notes = footnotes.flatMap { $0.flatMap(\.withDescendants) }
    return (allBlocks + notes).compactMap { block in
      if case .figure(let figure) = block { figure } else { nil }
    }
  }
}
