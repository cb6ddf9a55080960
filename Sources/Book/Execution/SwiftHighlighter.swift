import Chapters
import SwiftIDEUtils
import SwiftSyntax

/// Colours Swift code by the compiler's own parse; code that does not parse is coloured as far as
/// it goes.
package enum SwiftHighlighter {
  /// Returns the tokens of each line; joined, they give the line back.
  package static func lines(of source: String) -> [[CodeToken]] {
    let file = ParsedSource.tree(of: source)
    let bytes = Array(source.utf8)
    var lines: [[CodeToken]] = [[]]
    var end = 0
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
    for item in file.classifications {
      let range = item.range.lowerBound.utf8Offset..<item.range.upperBound.utf8Offset
      guard range.lowerBound >= end, range.upperBound <= bytes.count else { continue }
      append(end..<range.lowerBound, .plain)
      append(range, kind(of: item, text: bytes[range]))
      end = range.upperBound
    }
    append(end..<bytes.count, .plain)
    if lines.count > 1, lines.last?.isEmpty == true, source.hasSuffix("\n") { lines.removeLast() }
    return lines
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
