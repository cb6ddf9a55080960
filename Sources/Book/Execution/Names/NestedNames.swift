import SwiftSyntax

// The names of types within types, as `Box.Item`, whatever their generic arguments are.

extension SyntaxProtocol {
  /// The types around it, the innermost first; their members are known here without a dot.
  var surroundingTypes: [String] {
    var paths: [String] = []
    var node = Syntax(self).parent
    while let ancestor = node {
      let name: String?
      if let extended = ancestor.as(ExtensionDeclSyntax.self) {
        name = extended.extendedType.dottedName
      } else if let group = ancestor.asProtocol((any DeclGroupSyntax).self),
        let named = group.asProtocol((any NamedDeclSyntax).self)
      {
        name = named.name.plainName
      } else {
        name = nil
      }
      if let name { paths = paths.map { "\(name).\($0)" } + [name] }
      node = ancestor.parent
    }
    return paths
  }

  /// The type that it declares as `name`, when that stands in another one or in an extension.
  func nestedPath(of name: String) -> String? { surroundingTypes.first.map { "\($0).\(name)" } }

  /// Whether it is declared by an extension at the top of the file.
  var isMemberOfExtension: Bool {
    parent?.is(MemberBlockItemSyntax.self) == true
      && parent?.parent?.parent?.parent?.is(ExtensionDeclSyntax.self) == true
  }
}

extension Syntax {
  /// Whether `name` is a type that a function or a block around it declares.
  func isLocalType(_ name: String) -> Bool {
    var node = parent
    while let ancestor = node {
      for item in ancestor.as(CodeBlockItemListSyntax.self) ?? [] {
        guard let type = item.item.asProtocol((any NamedDeclSyntax).self),
          type.name.plainName == name, !type.is(FunctionDeclSyntax.self), !type.isAtTopLevel
        else { continue }
        return true
      }
      node = ancestor.parent
    }
    return false
  }
}

extension TypeSyntax {
  /// `Box.Item` for `Box<Int>.Item`; `nil` for what has no name.
  var dottedName: String? {
    if let type = self.as(MemberTypeSyntax.self) {
      return type.baseType.dottedName.map { "\($0).\(type.name.plainName)" }
    }
    if self.is(ArrayTypeSyntax.self) { return "Array" }
    if self.is(DictionaryTypeSyntax.self) { return "Dictionary" }
    if self.is(OptionalTypeSyntax.self) { return "Optional" }
    return self.as(IdentifierTypeSyntax.self)?.name.plainName
  }
}

extension ExprSyntax {
  /// The same for a type that stands in an expression.
  var dottedName: String? {
    if let member = self.as(MemberAccessExprSyntax.self) {
      return member.base?.dottedName.map { "\($0).\(member.declName.baseName.plainName)" }
    }
    if let generic = self.as(GenericSpecializationExprSyntax.self) {
      return generic.expression.dottedName
    }
    if self.is(ArrayExprSyntax.self) { return "Array" }
    if self.is(DictionaryExprSyntax.self) { return "Dictionary" }
    return self.as(DeclReferenceExprSyntax.self)?.baseName.plainName
  }
}

extension TokenSyntax {
  /// The name without the backticks in which it may be written.
  var plainName: String { text.withoutBackticks }

  /// Whether it names a value and what is made of it at once, as in `if let x` and `{ [x] in … }`.
  var isShortForm: Bool {
    if let capture = parent?.as(ClosureCaptureSyntax.self) { return capture.initializer == nil }
    guard let binding = parent?.parent?.as(OptionalBindingConditionSyntax.self) else {
      return false
    }
    return binding.initializer == nil
  }
}

extension String {
  var withoutBackticks: String { filter { $0 != "`" } }

  /// The name as part of a longer one: an operator is spelled out.
  var asWord: String {
    let isWord = unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
    return isWord
      ? self : "operator" + unicodeScalars.map { "_\(String($0.value, radix: 16))" }.joined()
  }
}
