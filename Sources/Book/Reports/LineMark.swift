import Chapters

/// A mark on a page that says on which line of its chapter the next block stands.
///
/// A preview puts messages and the progress of cells beside the block that they are about. On the page a mark
/// is an empty division, whose anchor names the line; `PreviewPage` turns it into an attribute of what follows.
package enum LineMark {
  /// What the anchors begin with.
  package static let prefix = "preview-line-"

  /// Returns the mark of a block; nothing where its place is not known.
  static func blocks(before block: Block) -> [ReportBlock] {
    guard let line = line(of: block) else { return [] }
    return [.division(kind: .plain, anchor: "\(prefix)\(line)", title: [], content: [])]
  }

  private static func line(of block: Block) -> Int? {
    switch block {
    case .heading(let heading): heading.position.line
    case .code(let code): code.position.line
    case .cell(let cell): cell.position.line
    case .math(_, _, let position): position.line
    case .table(let table): table.position.line
    case .division(let division): division.position.line
    case .image(let image): image.position.line
    case .paragraph, .list, .quote, .rule: nil
    }
  }
}
