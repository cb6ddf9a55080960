import SwiftSyntax

/// A cell's source in which nothing is private.
///
/// In a script, `private` at the top level means private to the script. Its cells are files of their
/// own, so the word would hide from the next cell what a script sees. It is blanked, so that all else
/// keeps its place.
enum OpenedSource {
  /// Returns the source without the word, except before members of classes that are called as in
  /// `kept`.
  static func text(of source: String, keeping kept: Set<String>) -> String {
    guard source.contains("private") else { return source }
    let finder = PrivateWords(keeping: kept)
    finder.walk(ParsedSource.tree(of: source))
    var bytes = Array(source.utf8)
    for range in finder.ranges {
      for index in range where bytes[index] != UInt8(ascii: "\n") {
        bytes[index] = UInt8(ascii: " ")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

private final class PrivateWords: SyntaxVisitor {
  private(set) var ranges: [Range<Int>] = []
  private let kept: Set<String>

  init(keeping kept: Set<String>) {
    self.kept = kept
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: DeclModifierSyntax) -> SyntaxVisitorContinueKind {
    guard [.keyword(.private), .keyword(.fileprivate)].contains(node.name.tokenKind) else {
      return .visitChildren
    }
    if let name = node.privateClassMember, kept.contains(name) { return .visitChildren }
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    ranges.append(start..<node.endPositionBeforeTrailingTrivia.utf8Offset)
    return .skipChildren
  }
}

extension DeclModifierSyntax {
  /// The name of the member of a class that it makes private.
  var privateClassMember: String? {
    guard name.tokenKind == .keyword(.private), let member = parent?.parent,
      member.parent?.parent?.parent?.parent?.is(ClassDeclSyntax.self) == true
    else { return nil }
    if let function = member.as(FunctionDeclSyntax.self) { return function.name.text }
    return member.as(VariableDeclSyntax.self)?.bindings.first?.pattern.boundNames.first
  }
}
