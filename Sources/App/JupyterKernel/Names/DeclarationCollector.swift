import SwiftParser
import SwiftSyntax

/// Finds what a cell declares for the cells below: names of its top level, and members of its types.
package final class DeclarationCollector: SyntaxVisitor {
  package private(set) var declarations: [Declaration] = []
  private var owners: [String] = []

  /// The declarations of a source, in its order.
  package static func declarations(in source: String) -> [Declaration] {
    let collector = DeclarationCollector(viewMode: .sourceAccurate)
    collector.walk(Parser.parse(source: source))
    return collector.declarations
  }

  private func add(
    _ name: String, _ kind: String, _ text: String, of node: some SyntaxProtocol,
    type: String? = nil
  ) {
    declarations.append(
      Declaration(
        path: owners + [name], kind: kind, text: text, comment: node.documentation, type: type))
  }

  package override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    add(
      node.name.text, owners.isEmpty ? "function" : "method",
      node.with(\.body, nil).trimmedDescription, of: node)
    return .skipChildren
  }

  package override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    add("init", "initializer", node.with(\.body, nil).trimmedDescription, of: node)
    return .skipChildren
  }

  package override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    for binding in node.bindings {
      guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else { continue }
      var text = "\(node.bindingSpecifier.text) \(pattern.identifier.text)"
      if let type = binding.typeAnnotation?.type.trimmedDescription { text += ": \(type)" }
      if let value = binding.initializer?.value.trimmedDescription, !value.contains("\n") {
        text += " = \(value)"
      }
      add(
        pattern.identifier.text, owners.isEmpty ? "value" : "property", text, of: node,
        type: binding.typeAnnotation?.type.trimmedDescription
          ?? binding.initializer?.value.visibleType)
    }
    return .skipChildren
  }

  package override func visit(_ node: EnumCaseDeclSyntax) -> SyntaxVisitorContinueKind {
    for element in node.elements {
      add(element.name.text, "case", "case \(element.trimmedDescription)", of: node)
    }
    return .skipChildren
  }

  package override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, "type", node.trimmedDescription, of: node)
    return .skipChildren
  }

  package override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.name.text, "struct", node, node.memberBlock)
  }
  package override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.name.text, "class", node, node.memberBlock)
  }
  package override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.name.text, "enum", node, node.memberBlock)
  }
  package override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.name.text, "actor", node, node.memberBlock)
  }
  package override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.name.text, "protocol", node, node.memberBlock)
  }
  package override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    owners.append(node.extendedType.trimmedDescription)
    return .visitChildren
  }

  package override func visitPost(_ node: StructDeclSyntax) { owners.removeLast() }
  package override func visitPost(_ node: ClassDeclSyntax) { owners.removeLast() }
  package override func visitPost(_ node: EnumDeclSyntax) { owners.removeLast() }
  package override func visitPost(_ node: ActorDeclSyntax) { owners.removeLast() }
  package override func visitPost(_ node: ProtocolDeclSyntax) { owners.removeLast() }
  package override func visitPost(_ node: ExtensionDeclSyntax) { owners.removeLast() }

  // What stands in code is no name for other cells.
  package override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }
  package override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }

  private func enter(
    _ name: String, _ kind: String, _ node: some DeclSyntaxProtocol, _ members: MemberBlockSyntax
  ) -> SyntaxVisitorContinueKind {
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    let length = members.positionAfterSkippingLeadingTrivia.utf8Offset - start
    var head = String(decoding: node.trimmedDescription.utf8.prefix(length), as: UTF8.self)
    while head.last?.isWhitespace == true { head.removeLast() }
    add(name, kind, head, of: node)
    owners.append(name)
    return .visitChildren
  }
}

extension SyntaxProtocol {
  /// The comment of three slashes above it.
  fileprivate var documentation: String? {
    let lines = leadingTrivia.compactMap { piece -> Substring? in
      guard case .docLineComment(let text) = piece else { return nil }
      return text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

extension ExprSyntax {
  /// The type that a value has by its form alone: a literal's, or that of the initializer that is called.
  fileprivate var visibleType: String? {
    if self.is(IntegerLiteralExprSyntax.self) { return "Int" }
    if self.is(FloatLiteralExprSyntax.self) { return "Double" }
    if self.is(StringLiteralExprSyntax.self) { return "String" }
    if self.is(BooleanLiteralExprSyntax.self) { return "Bool" }
    if self.is(ArrayExprSyntax.self) { return "Array" }
    if self.is(DictionaryExprSyntax.self) { return "Dictionary" }
    if let attempt = self.as(TryExprSyntax.self) { return attempt.expression.visibleType }
    guard let call = self.as(FunctionCallExprSyntax.self),
      let callee = call.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text,
      callee.first?.isUppercase == true
    else { return nil }
    return callee
  }
}
