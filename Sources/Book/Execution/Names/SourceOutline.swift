import SwiftSyntax

/// A cell's source without what means nothing to the compiler: comments, spaces, empty lines.
///
/// Two sources with one outline are one program, except for the numbers of their lines. The tree's
/// structure is part of it: where a line ends may matter, as between `a` and `-b`.
package struct SourceOutline: Hashable, Sendable {
  /// Of the whole source.
  package let whole: String
  /// Of all but a last expression that is displayed; the same as `whole` where there is none.
  package let statements: String
  /// All words that may name something.
  package let identifiers: Set<String>

  package init(_ source: String) {
    let file = ParsedSource.tree(of: source)
    let tokens = file.tokens(viewMode: .sourceAccurate)
    identifiers = Set(
      tokens.compactMap { token in
        guard case .identifier(let name) = token.tokenKind else { return nil }
        return name.filter { $0 != "`" }
      })
    // A line's own number is a value of the program.
    if tokens.contains(where: { $0.tokenKind == .pound }) {
      (whole, statements) = (source, source)
      return
    }
    let items = Array(file.statements)
    whole = Self.outline(items)
    let displaysLast = CellProgram(file).parts.last.map { part in
      if case .displayed = part { true } else { false }
    }
    statements = displaysLast == true ? Self.outline(items.dropLast()) : whole
  }

  private static func outline(_ items: some Sequence<CodeBlockItemSyntax>) -> String {
    let writer = OutlineWriter()
    for item in items { writer.walk(item) }
    return writer.text
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
