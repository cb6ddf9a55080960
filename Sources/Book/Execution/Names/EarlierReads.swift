import SwiftSyntax

/// Finds where a cell reads a name that it gives a new meaning further down.
///
/// In `let x = x + 1` the second `x` is the one of a cell above. Functions and types of the cell mean
/// its own, wherever they stand.
final class EarlierReads: SyntaxVisitor {
  /// The names as they stand in the source.
  private(set) var tokens: [TokenSyntax] = []
  /// Where the meaning of each of the cell's own variables begins.
  private var ends: [String: AbsolutePosition] = [:]

  init(in file: SourceFileSyntax) {
    super.init(viewMode: .sourceAccurate)
    for item in file.statements {
      if let variable = item.item.as(VariableDeclSyntax.self) {
        for binding in variable.bindings {
          begin(binding.pattern.boundNames, at: binding.endPosition)
        }
      } else if let guarded = item.item.as(GuardStmtSyntax.self) {
        for condition in guarded.conditions {
          begin(condition.condition.boundNames, at: condition.endPosition)
        }
      }
    }
    if !ends.isEmpty { walk(file) }
  }

  private func begin(_ names: [String], at position: AbsolutePosition) {
    for name in names.map(\.withoutBackticks) where ends[name] == nil { ends[name] = position }
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    note(node.baseName, at: Syntax(node))
    return .visitChildren
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    if node.identifier.isShortForm { note(node.identifier, at: Syntax(node)) }
    return .visitChildren
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    if node.name.isShortForm { note(node.name, at: Syntax(node)) }
    return .visitChildren
  }

  private func note(_ token: TokenSyntax, at node: Syntax) {
    let name = token.plainName
    guard let end = ends[name], token.position < end, !node.isMemberName, !node.isLocal(name)
    else { return }
    tokens.append(token)
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension Syntax {
  /// Whether it stands behind a dot.
  var isMemberName: Bool {
    guard let access = parent?.as(MemberAccessExprSyntax.self) else { return false }
    return access.declName.id == id
  }

  /// Whether `name` means something declared in a function, closure, type or block around it.
  ///
  /// Coarse: a declaration anywhere within such a scope counts for all of it, but for what makes the value
  /// that the scope binds.
  func isLocal(_ name: String) -> Bool {
    var child = self
    while let scope = child.parent {
      switch scope.kind {
      case .functionDecl, .initializerDecl, .subscriptDecl, .closureExpr, .forStmt, .ifExpr,
        .whileStmt, .doStmt, .repeatStmt, .switchCase, .catchClause, .structDecl, .classDecl,
        .enumDecl, .actorDecl, .protocolDecl, .extensionDecl:
        if !child.isBefore(scope), LocalNames(in: scope).names.contains(name) { return true }
      case .conditionElementList:
        // A condition sees what those before it bind.
        for condition in scope.children(viewMode: .sourceAccurate).prefix(while: { $0 != child }) {
          if LocalNames(in: condition).names.contains(name) { return true }
        }
      default: break
      }
      child = scope
    }
    return false
  }

  /// Whether it stands where the names that `scope` binds are not known yet.
  private func isBefore(_ scope: Syntax) -> Bool {
    if let loop = scope.as(ForStmtSyntax.self) { return Syntax(loop.sequence) == self }
    if scope.is(ClosureExprSyntax.self) {
      return self.as(ClosureSignatureSyntax.self) != nil
    }
    return self.is(ConditionElementListSyntax.self)
  }
}

/// The names that are declared within a scope.
private final class LocalNames: SyntaxVisitor {
  private(set) var names: Set<String> = []

  init(in scope: Syntax) {
    super.init(viewMode: .sourceAccurate)
    for child in scope.children(viewMode: .sourceAccurate) { walk(child) }
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    declare(node.identifier)
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name)
  }

  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    declare(node.secondName ?? node.firstName)
  }

  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    declare(node.secondName ?? node.firstName)
  }

  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name)
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name)
  }

  override func visit(_ node: GenericParameterSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name)
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name)
  }

  private func declare(_ name: TokenSyntax) -> SyntaxVisitorContinueKind {
    names.insert(name.plainName)
    return .visitChildren
  }
}
