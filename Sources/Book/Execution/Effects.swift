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

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    if node.awaitKeyword != nil { waits = true }
    return .visitChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.isAsyncLet { waits = true }
    return .visitChildren
  }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension ExprSyntax {
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
    let finder = BoundNameFinder(viewMode: .sourceAccurate)
    finder.walk(self)
    return finder.names
  }

  /// The same names, without the backticks in which they may be written.
  var plainNames: [String] { boundNames.map(\.withoutBackticks) }

  var bindsNames: Bool { !boundNames.isEmpty }
}

/// Finds names in patterns such as `(a, b)` and `.some(let value)`.
private final class BoundNameFinder: SyntaxVisitor {
  var names: [String] = []

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    names.append(node.identifier.text)
    return .skipChildren
  }
}
