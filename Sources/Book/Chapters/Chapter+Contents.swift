extension Chapter {
  /// The chapter's cells in order, from every depth of lists, quotes, divisions and notes.
  package var cells: [Cell] {
    var cells: [Cell] = []
    forEachBlock { if case .cell(let cell) = $0 { cells.append(cell) } }
    return cells
  }

  /// An expression in running text or in a caption, and the cell whose state it is read in.
  package struct InlineValue: Hashable, Sendable {
    package var expression: String
    package var position: SourcePosition
    /// The cell above it, or the one whose caption it stands in; `nil` above the first cell.
    package var cell: Int?

    package init(expression: String, position: SourcePosition, cell: Int?) {
      self.expression = expression
      self.position = position
      self.cell = cell
    }
  }

  /// The values `` `{swift} expression` ``, in order.
  package var inlineValues: [InlineValue] {
    var values: [InlineValue] = []
    var cell: Int?
    forEachBlock { block in
      if case .cell(let found) = block { cell = found.index }
      for (expression, position) in block.ownValues(in: path) {
        values.append(InlineValue(expression: expression, position: position, cell: cell))
      }
    }
    return values
  }

  /// Calls `body` with each block, from every depth of lists, quotes, divisions and notes.
  func forEachBlock(_ body: (Block) -> Void) {
    for block in blocks { block.forEachBlock(body) }
  }
}

extension Block {
  /// Calls `body` with this block and each one inside it, in the order of the text.
  package func forEachBlock(_ body: (Block) -> Void) {
    body(self)
    for block in children.flatMap(\.self) { block.forEachBlock(body) }
  }

  /// The blocks inside this one; those of notes come with the text that refers to them.
  var children: [[Block]] {
    let inside: [[Block]] =
      switch self {
      case .list(let list): list.items
      case .quote(let content): [content]
      case .division(let division): [division.content]
      default: []
      }
    return inside + ownInlines(in: nil).flatMap(\.notes)
  }

  /// The values `` `{swift} expression` `` in the running text and the captions of this block itself.
  ///
  /// - Parameter path: The chapter.
  /// - Returns: Expressions and their places, in order.
  func ownValues(in path: String) -> [(expression: String, position: SourcePosition)] {
    ownInlines(in: path).flatMap(\.values)
  }

  /// The running text that stands in this block itself.
  ///
  /// - Parameter path: The chapter, to read the captions of cells as well.
  /// - Returns: All of it, in order.
  fileprivate func ownInlines(in path: String?) -> [Inline] {
    switch self {
    case .heading(let heading): return heading.content
    case .paragraph(let content): return content
    case .image(let image): return image.caption
    case .table(let table):
      return table.header.flatMap(\.self) + table.rows.flatMap { $0.flatMap(\.self) }
        + table.caption
    case .cell(let cell):
      guard let path else { return [] }
      return cell.options.captions.flatMap { caption in
        MarkdownFragment(caption, file: path, position: cell.position).inlines
      }
    case .list, .code, .math, .quote, .division, .rule: return []
    }
  }
}

extension Chapter {
  /// Whether a report may differ from format to format: a condition names one somewhere in the text,
  /// captions and what cells print as Markdown included.
  package var mentionsFormats: Bool {
    lines.contains { line in
      var rest = line.utf8[...]
      // By bytes: to look for words in every line takes ten times as long.
      while let hyphen = rest.firstIndex(of: UInt8(ascii: "-")) {
        let before = rest[..<hyphen]
        rest = rest[hyphen...].dropFirst()
        if rest.starts(with: "format".utf8),
          before.hasSuffix("when") || before.hasSuffix("unless")
        {
          return true
        }
      }
      return false
    }
  }
}

extension Chapter {
  /// Whether a notebook has parts that pages have not: code that they hide, parameters, marks of cells that are
  /// not to be run or are meant to fail, and option lines by which its kernel shows what the chapter does.
  package var hasMoreInNotebooks: Bool {
    !frontMatter.parameters.isEmpty
      || cells.contains { cell in
        let options = cell.options
        return !options.include || options.echo != .shown || !options.eval || options.error != .stop
          || !options.notebookLines.isEmpty
      }
  }
}

extension CellOptions {
  /// All captions that are written in Markdown.
  fileprivate var captions: [String] {
    [figureCaption, tableCaption, listingCaption].compactMap(\.self) + figureSubcaptions
  }
}

extension Inline {
  fileprivate var children: [Inline] {
    switch self {
    case .emphasis(let content), .strong(let content), .strikethrough(let content),
      .link(_, _, let content):
      content
    case .reference(let reference): reference.prefix ?? []
    case .span(let span): span.content
    default: []
    }
  }

  fileprivate var values: [(String, SourcePosition)] {
    if case .value(let expression, let position) = self { return [(expression, position)] }
    return children.flatMap(\.values)
  }

  fileprivate var notes: [[Block]] {
    if case .footnote(_, let content) = self { return [content] }
    return children.flatMap(\.notes)
  }
}

extension Substring.UTF8View {
  fileprivate func hasSuffix(_ word: String) -> Bool {
    suffix(word.utf8.count).elementsEqual(word.utf8)
  }
}
