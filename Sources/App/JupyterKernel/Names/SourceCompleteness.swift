import SwiftParser
import SwiftSyntax

/// Whether a text is all that its author wants to run, as the compiler's parser sees it.
package enum SourceCompleteness: Hashable, Sendable {
  case complete
  /// More lines must follow; the next one begins with so many spaces.
  case incomplete(indent: Int)
  /// Whatever follows, the compiler will refuse it.
  case invalid

  /// Looks at a text.
  package init(of source: String) {
    let file = Parser.parse(source: source)
    let finder = GapFinder(viewMode: .all)
    finder.walk(file)
    if finder.hasOpenComment {
      self = .incomplete(indent: 0)
    } else if finder.hasUnexpected || finder.hasGapWithin {
      self = .invalid
    } else if finder.hasGapAtEnd {
      self = .incomplete(indent: 2 * max(0, finder.depth))
    } else {
      self = .complete
    }
  }
}

/// Looks for what the parser had to make up: behind the last word, something may still come; before it,
/// something is wrong.
private final class GapFinder: SyntaxAnyVisitor {
  private(set) var hasUnexpected = false
  private(set) var hasGapWithin = false
  private(set) var hasOpenComment = false
  /// How many brackets are open at the end.
  private(set) var depth = 0
  private var gaps = 0
  /// A line's own string cannot go on in the next one.
  private var hasOpenLine = false

  var hasGapAtEnd: Bool { gaps > 0 }

  override func visitAny(_ node: Syntax) -> SyntaxVisitorContinueKind {
    if node.is(UnexpectedNodesSyntax.self) { hasUnexpected = true }
    return .visitChildren
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    for piece in token.leadingTrivia + token.trailingTrivia {
      if case .blockComment(let text) = piece { noteComment(text) }
      if case .docBlockComment(let text) = piece { noteComment(text) }
    }
    if token.tokenKind == .endOfFile { return .skipChildren }
    guard token.presence == .present else {
      gaps += 1
      if token.tokenKind == .stringQuote { hasOpenLine = true }
      if hasOpenLine { hasGapWithin = true }
      return .skipChildren
    }
    // What was missing before it will not come any more.
    if gaps > 0, !token.text.isEmpty { hasGapWithin = true }
    switch token.tokenKind {
    case .leftBrace, .leftParen, .leftSquare: depth += 1
    case .rightBrace, .rightParen, .rightSquare: depth -= 1
    default: break
    }
    return .skipChildren
  }

  private func noteComment(_ text: String) {
    let opened = text.ranges(of: "/*").count
    if text.ranges(of: "*/").count < opened { hasOpenComment = true }
  }
}
