import SwiftSyntax

/// Finds `try` and `await` that act where a piece of code stands, not when a closure is called.
final class EffectFinder: SyntaxVisitor {
  private(set) var firstTry: TryExprSyntax?
  private(set) var waits = false

  init(_ node: some SyntaxProtocol) {
    super.init(viewMode: .sourceAccurate)
    walk(node)
  }

  override func visit(_ node: TryExprSyntax) -> SyntaxVisitorContinueKind {
    if node.questionOrExclamationMark == nil, firstTry == nil { firstTry = node }
    return .visitChildren
  }

  override func visit(_ node: AwaitExprSyntax) -> SyntaxVisitorContinueKind {
    waits = true
    return .visitChildren
  }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension ExprSyntax {
  var mayThrow: Bool { EffectFinder(self).firstTry != nil }

  /// Whether it is `a = b` or `a += b`, which has no value worth showing.
  var isAssignment: Bool {
    if let attempt = self.as(TryExprSyntax.self) { return attempt.expression.isAssignment }
    if let wait = self.as(AwaitExprSyntax.self) { return wait.expression.isAssignment }
    guard let sequence = self.as(SequenceExprSyntax.self) else { return false }
    return sequence.elements.contains { $0.isAssignmentOperator }
  }

  /// Whether it is `=` or an operator that assigns, such as `+=`.
  var isAssignmentOperator: Bool {
    if self.is(AssignmentExprSyntax.self) { return true }
    guard let binary = self.as(BinaryOperatorExprSyntax.self) else { return false }
    let text = binary.operator.text
    let comparisons: Set = ["==", "!=", "<=", ">=", "===", "!==", "~=", ".==", ".!=", ".<=", ".>="]
    return text.hasSuffix("=") && !comparisons.contains(text)
  }
}

extension PatternSyntax {
  /// The names that the pattern binds, in the order written.
  var boundNames: [String] {
    if let identifier = self.as(IdentifierPatternSyntax.self) {
      return [identifier.identifier.text]
    }
    if let tuple = self.as(TuplePatternSyntax.self) {
      return tuple.elements.flatMap { $0.pattern.boundNames }
    }
    return []
  }
}

extension IfConfigDeclSyntax {
  /// Whether a branch holds code that must run, so that it cannot stay at a module's top level.
  var holdsStatements: Bool {
    clauses.contains { clause in
      guard case .statements(let items) = clause.elements else { return false }
      return items.contains { !$0.item.is(DeclSyntax.self) }
    }
  }
}
