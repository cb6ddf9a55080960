import Chapters
import SwiftIDEUtils
import SwiftSyntax

/// Colours Swift code by the compiler's own parse; code that does not parse is coloured as far as
/// it goes.
package enum SwiftHighlighter {
  /// Returns the tokens of each line; joined, they give the line back.
  package static func lines(of source: String) -> [[CodeToken]] {
    let bytes = Array(source.utf8)
    var lines: [[CodeToken]] = [[]]
    func append(_ range: Range<Int>, _ kind: CodeToken.Kind) {
      guard !range.isEmpty else { return }
      let text = String(decoding: bytes[range], as: UTF8.self)
      for (index, part) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if index > 0 { lines.append([]) }
        guard !part.isEmpty else { continue }
        if let last = lines[lines.count - 1].last, last.kind == kind {
          lines[lines.count - 1][lines[lines.count - 1].count - 1].text += part
        } else {
          lines[lines.count - 1].append(CodeToken(String(part), kind))
        }
      }
    }
    var end = 0
    for run in KnownSources.colours(of: source, find: { colours(of: source) }) {
      let (length, kind) = (Int(run >> 4), CodeToken.Kind.allCases[Int(run & 15)])
      append(end..<end + length, kind)
      end += length
    }
    if lines.count > 1, lines.last?.isEmpty == true, source.hasSuffix("\n") { lines.removeLast() }
    return lines
  }

  /// Runs of one kind, from the first byte to the last: each its length in bytes, times 16, and the place of
  /// its kind among all kinds.
  private static func colours(of source: String) -> [UInt32] {
    let bytes = Array(source.utf8)
    var runs: [UInt32] = []
    var end = 0
    func append(upTo next: Int, _ kind: CodeToken.Kind) {
      let place = CodeToken.Kind.allCases.firstIndex(of: kind) ?? 0
      if next > end { runs.append(UInt32(next - end) << 4 | UInt32(place)) }
      end = next
    }
    let tree = ParsedSource.tree(of: source)
    // Another text stands for one that is nested too deep: that has no colours.
    for item in tree.totalLength.utf8Length == bytes.count ? Array(tree.classifications) : [] {
      let range = item.range.lowerBound.utf8Offset..<item.range.upperBound.utf8Offset
      guard range.lowerBound >= end, range.upperBound <= bytes.count else { continue }
      append(upTo: range.lowerBound, .plain)
      append(upTo: range.upperBound, kind(of: item, text: bytes[range]))
    }
    append(upTo: bytes.count, .plain)
    return runs
  }

  private static func kind(
    of item: SyntaxClassifiedRange, text: ArraySlice<UInt8>
  ) -> CodeToken.Kind {
    switch item.kind {
    case .keyword: .keyword
    case .type: .type
    case .integerLiteral, .floatLiteral: .number
    case .stringLiteral, .regexLiteral: .string
    case .lineComment, .blockComment, .docLineComment, .docBlockComment: .comment
    case .attribute, .ifConfigDirective: .attribute
    case .operator: .operation
    default:
      // Names with a capital are types or their initializers, by the language's convention.
      item.kind == .identifier && text.first.map { (65...90).contains($0) } == true ? .type : .plain
    }
  }
}
