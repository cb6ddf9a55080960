/// What a first look by cmark tells about each line: which ones are code, and which belong together.
struct BlockOutline {
  private enum Line: Hashable {
    /// In no block that holds text: empty, or a definition.
    case other
    /// Code or raw HTML, where our dialect means nothing.
    case verbatim
    /// In the paragraph, heading or table row of this number.
    case text(block: Int)
  }

  private var lines: [Line]
  private var blockCount = 0
  /// Fenced code, from the opening fence to the last line.
  private(set) var fences: [ClosedRange<Int>] = []

  /// Outlines `text`, which has `lineCount` lines.
  init(_ text: String, lineCount: Int) {
    lines = Array(repeating: .other, count: lineCount)
    add(MarkdownNode.parse(text).root)
  }

  private mutating func add(_ node: MarkdownNode) {
    switch node.kind {
    case .code(_, _, let isFenced):
      mark(node, as: .verbatim)
      if isFenced, node.startLine >= 1 {
        fences.append(node.startLine...max(node.startLine, node.endLine))
      }
    case .html:
      mark(node, as: .verbatim)
    case .paragraph, .heading, .tableRow:
      blockCount += 1
      mark(node, as: .text(block: blockCount))
    default:
      for child in node.children { add(child) }
    }
  }

  private mutating func mark(_ node: MarkdownNode, as line: Line) {
    guard node.startLine >= 1 else { return }
    for number in node.startLine...max(node.startLine, node.endLine)
    where lines.indices.contains(number - 1) {
      lines[number - 1] = line
    }
  }

  /// Whether line `number`, counted from 1, is code or raw HTML.
  func isVerbatim(_ number: Int) -> Bool {
    lines.indices.contains(number - 1) && lines[number - 1] == .verbatim
  }

  /// Whether a piece of running text may begin on one of the two lines and end on the other.
  func areOneBlock(_ first: Int, _ second: Int) -> Bool {
    guard first != second else { return true }
    guard lines.indices.contains(first - 1), lines.indices.contains(second - 1),
      case .text = lines[first - 1]
    else { return false }
    return lines[first - 1] == lines[second - 1]
  }
}
