import SwiftSyntax

extension SyntaxProtocol {
  /// Whether it stands at the file's top level, perhaps under an `#if`, so that all cells can name
  /// what it declares.
  var isAtTopLevel: Bool {
    guard let item = parent?.as(CodeBlockItemSyntax.self), let owner = item.parent?.parent else {
      return false
    }
    if owner.is(SourceFileSyntax.self) { return true }
    guard let condition = owner.parent?.parent?.as(IfConfigDeclSyntax.self) else { return false }
    return condition.isAtTopLevel
  }
}

extension DeclSyntaxProtocol {
  /// The extension of which it is a member.
  private var owningExtension: ExtensionDeclSyntax? {
    parent?.as(MemberBlockItemSyntax.self)?.parent?.parent?.parent?.as(ExtensionDeclSyntax.self)
  }

  /// The type to which an extension adds it.
  var extendedType: String? { owningExtension?.extendedType.trimmedDescription }

  /// The name that a member of an extension goes by among all cells; `nil` when it is none.
  func extendedMember(_ name: String) -> String? {
    guard let extended = owningExtension else { return nil }
    let condition = extended.genericWhereClause?.trimmedDescription ?? ""
    return "\(extended.extendedType.trimmedDescription)\(condition).\(name)"
  }
}

extension IfConfigDeclSyntax {
  /// Its imports between its own lines; `nil` when it has none.
  var importLines: String? {
    var lines: [String] = []
    var hasImports = false
    for clause in clauses {
      lines.append("\(clause.poundKeyword.text) \(clause.condition?.trimmedDescription ?? "")")
      guard case .statements(let items) = clause.elements else { continue }
      for item in items {
        var inner: String?
        if let imported = item.item.as(ImportDeclSyntax.self) {
          inner = imported.trimmedDescription
        } else {
          inner = item.item.as(IfConfigDeclSyntax.self)?.importLines
        }
        guard let inner else { continue }
        hasImports = true
        lines.append(inner)
      }
    }
    return hasImports ? (lines + ["#endif"]).joined(separator: "\n") : nil
  }
}

extension PatternBindingSyntax {
  /// Whether using the bound name runs code: a computed value, or one that holds closures.
  var holdsCode: Bool {
    if accessorBlock != nil { return true }
    guard let value = initializer?.value else { return false }
    return value.tokens(viewMode: .sourceAccurate).contains {
      $0.parent?.is(ClosureExprSyntax.self) == true
    }
  }
}

extension FunctionCallExprSyntax {
  /// Whether the call stands alone, its value unused (the last line of a cell is displayed).
  var isWholeStatement: Bool {
    var node = Syntax(self)
    while let parent = node.parent {
      if parent.is(TryExprSyntax.self) || parent.is(AwaitExprSyntax.self) {
        node = parent
        continue
      }
      guard let item = parent.as(CodeBlockItemSyntax.self) else { return false }
      let isInFile = item.parent?.parent?.is(SourceFileSyntax.self) == true
      let isLast = item.parent?.as(CodeBlockItemListSyntax.self)?.last == item
      return !(isInFile && isLast)
    }
    return false
  }
}

extension ExprSyntax {
  /// The names at the root of an expression such as `x.layers[0].weights`.
  var rootNames: [String] {
    if let reference = self.as(DeclReferenceExprSyntax.self) {
      return [reference.baseName.plainName]
    }
    if let member = self.as(MemberAccessExprSyntax.self) { return member.base?.rootNames ?? [] }
    if let call = self.as(SubscriptCallExprSyntax.self) { return call.calledExpression.rootNames }
    if let call = self.as(FunctionCallExprSyntax.self) { return call.calledExpression.rootNames }
    if let chain = self.as(OptionalChainingExprSyntax.self) { return chain.expression.rootNames }
    if let unwrapped = self.as(ForceUnwrapExprSyntax.self) { return unwrapped.expression.rootNames }
    if let attempt = self.as(TryExprSyntax.self) { return attempt.expression.rootNames }
    if let tuple = self.as(TupleExprSyntax.self) {
      return tuple.elements.flatMap { $0.expression.rootNames }
    }
    return []
  }
}
