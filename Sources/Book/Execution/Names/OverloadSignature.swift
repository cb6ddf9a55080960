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
    var names = TypeNames(generic)
    let parameters = parameters.map {
      "\($0.firstName.text):\(names.canonical($0.type))\($0.ellipsis?.text ?? "")"
    }
    let result = type.map { names.canonical($0, isResult: true) } ?? "()"
    for requirement in condition?.requirements ?? [] { names.note(requirement.requirement) }
    let pieces = [parameters.joined(separator: ","), result, names.constraints]
    // A parenthesis ends the name before it.
    return "(" + pieces.joined(separator: ";")
  }
}

/// Types as Swift compares them, not as they are written: `[Int]?` is `Optional<Array<Int>>`, and the
/// parameters of a generic function are known by their places.
private struct TypeNames {
  private var places: [String: Int] = [:]
  private var count = 0
  private var found: Set<String> = []

  init(_ clause: GenericParameterClauseSyntax?) {
    for parameter in clause?.parameters ?? [] {
      places[parameter.name.text] = count
      count += 1
    }
    for parameter in clause?.parameters ?? [] {
      let name = canonical(parameter.name.text)
      if let kind = parameter.specifier { found.insert("\(name) \(kind.text)") }
      if let type = parameter.inheritedType { constrain(name, to: type) }
    }
  }

  /// What the generic parameters must fulfil, in an order of its own.
  var constraints: String { ["\(count)"].joined() + found.sorted().map { "&\($0)" }.joined() }

  mutating func note(_ requirement: GenericRequirementSyntax.Requirement) {
    switch requirement {
    case .conformanceRequirement(let conformance):
      constrain(canonical(conformance.leftType), to: conformance.rightType)
    default: found.insert(requirement.trimmedDescription.filter { !$0.isWhitespace })
    }
  }

  private mutating func constrain(_ name: String, to type: TypeSyntax) {
    if let composition = type.as(CompositionTypeSyntax.self) {
      for element in composition.elements { constrain(name, to: element.type) }
    } else {
      found.insert("\(name):\(canonical(type))")
    }
  }

  private func canonical(_ name: String) -> String {
    if name == "Void" { return "()" }
    return places[name].map { "#\($0)" } ?? name
  }

  /// Returns the type's name; each `some` of a parameter is a generic parameter without a name.
  mutating func canonical(_ type: TypeSyntax, isResult: Bool = false) -> String {
    func inner(_ type: TypeSyntax) -> String { canonical(type, isResult: isResult) }
    switch type.as(TypeSyntaxEnum.self) {
    case .identifierType(let type):
      return canonical(type.name.text) + arguments(type.genericArgumentClause, isResult)
    case .memberType(let type):
      return inner(type.baseType) + "." + type.name.text
        + arguments(type.genericArgumentClause, isResult)
    case .arrayType(let type): return "Array<\(inner(type.element))>"
    case .dictionaryType(let type): return "Dictionary<\(inner(type.key)),\(inner(type.value))>"
    case .optionalType(let type): return "Optional<\(inner(type.wrappedType))>"
    case .implicitlyUnwrappedOptionalType(let type):
      return "Optional<\(inner(type.wrappedType))>"
    case .tupleType(let type):
      let elements = type.elements.map { element in
        (element.firstName.map { "\($0.text):" } ?? "") + inner(element.type)
      }
      return type.elements.count == 1 && type.elements.first?.firstName == nil
        ? elements[0] : "(\(elements.joined(separator: ",")))"
    case .functionType(let type):
      let parameters = type.parameters.map { inner($0.type) + ($0.ellipsis?.text ?? "") }
      let effects = type.effectSpecifiers?.trimmedDescription.filter { !$0.isWhitespace } ?? ""
      return "(\(parameters.joined(separator: ",")))\(effects)->"
        + inner(type.returnClause.type)
    case .attributedType(let type):
      let words =
        type.attributes.map(\.trimmedDescription) + type.lateSpecifiers.map(\.trimmedDescription)
      return (type.specifiers.map(\.trimmedDescription) + words).filter {
        !Self.silent.contains($0)
      }
      .map { "\($0) " }.joined() + inner(type.baseType)
    case .someOrAnyType(let type):
      if type.someOrAnySpecifier.tokenKind == .keyword(.any) { return inner(type.constraint) }
      if isResult { return "some " + inner(type.constraint) }
      let name = "#\(count)"
      count += 1
      constrain(name, to: type.constraint)
      return name
    default: return type.trimmedDescription.filter { !$0.isWhitespace }
    }
  }

  private mutating func arguments(
    _ clause: GenericArgumentClauseSyntax?, _ isResult: Bool
  ) -> String {
    guard let clause else { return "" }
    let list = clause.arguments.map { argument in
      if case .type(let type) = argument.argument { return canonical(type, isResult: isResult) }
      return argument.trimmedDescription
    }
    return "<\(list.joined(separator: ","))>"
  }

  /// What is said of a parameter's type and makes no other one of it.
  private static let silent: Set = [
    "@escaping", "@autoclosure", "borrowing", "consuming", "__owned", "__shared",
  ]
}
