import Chapters

/// A mark on a page that says on which line of its chapter the next block stands.
///
/// A preview puts messages and the progress of cells beside the block that they are about. On the page a mark
/// is an empty division, whose anchor names the line; `PreviewPage` turns it into an attribute of what follows.
package enum LineMark {
  /// What the anchors begin with.
  package static let prefix = "preview-line-"

  /// Returns the mark of what begins on a line; of a block whose line is not known, it tells only that a block
  /// begins there.
  static func block(at line: Int?) -> ReportBlock {
    .division(
      kind: .plain, anchor: prefix + (line.map(String.init) ?? ""), title: [], content: [])
  }

  /// The line on which a block begins, as far as that is known.
  ///
  /// Running text has no place of its own: its first piece that has one stands for it, and so all in it that can
  /// be wrong stands on that line or below.
  static func line(of block: Block) -> Int? {
    switch block {
    case .heading(let heading): heading.position.line
    case .code(let code): code.position.line
    case .cell(let cell): cell.position.line
    case .math(_, _, let position): position.line
    case .table(let table): table.position.line
    case .division(let division): division.position.line
    case .image(let image): image.position.line
    case .paragraph(let content): content.lazy.compactMap(line).first
    case .list(let list): list.items.lazy.joined().compactMap(line).first
    case .quote(let content): content.lazy.compactMap(line).first
    case .rule: nil
    }
  }

  private static func line(of inline: Inline) -> Int? {
    switch inline {
    case .math(_, let position), .value(_, let position): position.line
    case .reference(let reference): reference.position.line
    case .citation(let citation): citation.position.line
    case .span(let span): span.position.line
    case .emphasis(let content), .strong(let content), .strikethrough(let content),
      .link(_, _, let content):
      content.lazy.compactMap(line).first
    case .text, .code, .image, .footnote, .softBreak, .lineBreak: nil
    }
  }
}
