import SwiftSyntax

extension FunctionDeclSyntax {
  /// What tells it from other functions of its name.
  var overloadSignature: String {
    signature.parameterClause.overloadSignature(
      generic: genericParameterClause, returns: signature.returnClause?.type,
      where: genericWhereClause)
  }
}

extension InitializerDeclSyntax {
  /// What tells it from other initializers of its type.
  var overloadSignature: String {
    signature.parameterClause.overloadSignature(
      generic: genericParameterClause, returns: nil, where: genericWhereClause)
  }
}

extension SubscriptDeclSyntax {
  /// What tells it from other subscripts of its type.
  var overloadSignature: String {
    parameterClause.overloadSignature(
      generic: genericParameterClause, returns: returnClause.type, where: genericWhereClause)
  }
}

extension FunctionParameterClauseSyntax {
  fileprivate func overloadSignature(
    generic: GenericParameterClauseSyntax?, returns type: TypeSyntax?,
    where condition: GenericWhereClauseSyntax?
  ) -> String {
    let parameters = parameters.map {
      "\($0.firstName.text):\($0.type.trimmedDescription)\($0.ellipsis?.text ?? "")"
    }
    let pieces = [
      generic?.trimmedDescription ?? "", parameters.joined(separator: ","),
      type?.trimmedDescription ?? "Void", condition?.trimmedDescription ?? "",
    ]
    // A parenthesis ends the name before it.
    return "(" + pieces.joined(separator: ";").filter { !$0.isWhitespace }
  }
}
