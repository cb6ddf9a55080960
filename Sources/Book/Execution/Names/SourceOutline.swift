import Digests
import SwiftSyntax

/// A cell's source without what means nothing to the compiler: comments, spaces, empty lines.
///
/// Two sources with one outline are one program, except for the numbers of their lines. The tree's
/// structure is part of it: where a line ends may matter, as between `a` and `-b`.
package struct SourceOutline: Hashable, Codable, Sendable {
  /// The SHA-256 of the outline of the whole source.
  package let whole: String
  /// The same of all but a last expression that is displayed; equal to `whole` where there is none.
  package let statements: String
  /// All words that may name something.
  package let identifiers: Set<String>

  package init(_ source: String) {
    self = KnownSources.facts(of: source).outline
  }

  /// Parses a source whose parts are those of `program`.
  init(parsing source: String, as program: CellProgram) {
    let file = ParsedSource.tree(of: source)
    let tokens = file.tokens(viewMode: .sourceAccurate)
    identifiers = Set(
      tokens.compactMap { token in
        guard case .identifier(let name) = token.tokenKind else { return nil }
        return name.filter { $0 != "`" }
      })
    // A line's own number is a value of the program.
    if tokens.contains(where: { $0.tokenKind == .pound }) {
      whole = SHA256.hexadecimal(of: source.utf8)
      statements = whole
      return
    }
    let items = Array(file.statements)
    whole = Self.outline(items)
    let displaysLast = program.parts.last.map { part in
      if case .displayed = part { true } else { false }
    }
    statements = displaysLast == true ? Self.outline(items.dropLast()) : whole
  }

  private static func outline(_ items: some Sequence<CodeBlockItemSyntax>) -> String {
    let writer = OutlineWriter()
    for item in items { writer.walk(item) }
    return SHA256.hexadecimal(of: writer.text.utf8)
  }
}

/// Writes the kinds of a tree's nodes, and its tokens.
private final class OutlineWriter: SyntaxAnyVisitor {
  private(set) var text = ""

  init() {
    super.init(viewMode: .sourceAccurate)
  }

  override func visitAny(_ node: Syntax) -> SyntaxVisitorContinueKind {
    text += "(\(node.kind) "
    return .visitChildren
  }

  override func visitAnyPost(_ node: Syntax) {
    text += ")"
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    text += "\(token.text.utf8.count):\(token.text) "
    return .skipChildren
  }
}
