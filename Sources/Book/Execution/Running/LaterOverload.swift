import SwiftSyntax

/// A function, an initializer, a subscript or an operator that a cell adds to what is called the same.
struct LaterOverload: Hashable {
  struct Parameter: Hashable {
    var label: String
    var type: String
    var isOptional: Bool
    var repeats: Bool
  }

  /// `init` and `subscript` for those.
  var name: String
  /// The type that an extension adds it to.
  var type: String?
  var parameters: [Parameter]
  /// What `CellNames` calls it.
  var signature: String

  /// As an author would look for it: what it takes, since that is what tells it from the others.
  var description: String {
    let list = parameters.map { "\($0.label): \($0.type)\($0.repeats ? "..." : "")" }
    return "\(name)(\(list.joined(separator: ", ")))"
  }

  /// Whether a call that is written like `call` may mean it.
  func accepts(_ call: WrittenCall) -> Bool {
    guard call.names.contains(name) else { return false }
    if name == "init", let called = call.type, let type, called != type.typeName { return false }
    var rest = parameters[...]
    for label in call.labels {
      while let next = rest.first, next.label != label {
        guard next.isOptional || next.repeats else { return false }
        rest.removeFirst()
      }
      guard let next = rest.first else { return false }
      if !next.repeats { rest.removeFirst() }
    }
    let needed = rest.count { !$0.isOptional && !$0.repeats }
    return needed <= call.trailingClosures && call.trailingClosures <= rest.count
  }

  /// All that the cell `source` declares for others to call.
  static func all(in source: String) -> [LaterOverload] {
    let finder = OverloadFinder(viewMode: .sourceAccurate)
    finder.walk(ParsedSource.tree(of: source))
    return finder.overloads
  }
}

/// A call as it is written, without types.
struct WrittenCall: Hashable {
  /// What may be called by it.
  var names: Set<String>
  /// The type whose initializer is called, when it is one that is named.
  var type: String?
  /// Of the arguments in parentheses, `_` where there is none.
  var labels: [String]
  var trailingClosures = 0

  /// The calls of `source` around a place, the innermost first.
  static func around(_ place: CellPlace, in source: String) -> [WrittenCall] {
    let file = ParsedSource.tree(of: source)
    let converter = SourceLocationConverter(fileName: "", tree: file)
    let finder = CallFinder(
      around: converter.position(ofLine: place.line, column: place.column))
    finder.walk(file)
    return finder.calls.reversed()
  }
}

private final class OverloadFinder: SyntaxVisitor {
  private(set) var overloads: [LaterOverload] = []

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    note(node, node.name.text, node.signature.parameterClause, node.overloadSignature)
  }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    note(node, "init", node.signature.parameterClause, node.overloadSignature)
  }

  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
    note(node, "subscript", node.parameterClause, node.overloadSignature)
  }

  private func note(
    _ node: some DeclSyntaxProtocol, _ name: String, _ clause: FunctionParameterClauseSyntax,
    _ signature: String
  ) -> SyntaxVisitorContinueKind {
    let member = node.extendedMember(name + signature)
    guard member != nil || node.isAtTopLevel else { return .skipChildren }
    // The parameters of a subscript have no labels unless they are written twice, those of an operator none.
    let isOperator = name.asWord != name
    let parameters = clause.parameters.map { parameter in
      LaterOverload.Parameter(
        label: isOperator || (name == "subscript" && parameter.secondName == nil)
          ? "_" : parameter.firstName.text,
        type: parameter.type.trimmedDescription, isOptional: parameter.defaultValue != nil,
        repeats: parameter.ellipsis != nil)
    }
    overloads.append(
      LaterOverload(
        name: name, type: member == nil ? nil : node.extendedType, parameters: parameters,
        signature: member ?? signature))
    return .skipChildren
  }
}

private final class CallFinder: SyntaxVisitor {
  private(set) var calls: [WrittenCall] = []
  private let position: AbsolutePosition

  init(around position: AbsolutePosition) {
    self.position = position
    super.init(viewMode: .sourceAccurate)
  }

  private func isAround(_ node: some SyntaxProtocol) -> Bool {
    node.positionAfterSkippingLeadingTrivia <= position
      && position <= node.endPositionBeforeTrailingTrivia
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    guard isAround(node) else { return .skipChildren }
    let name = node.calledExpression.calledName
    calls.append(
      WrittenCall(
        names: Set([name, "init", "callAsFunction"].compactMap(\.self)),
        type: node.calledExpression.initializedType, labels: node.arguments.labels,
        trailingClosures: node.trailingClosure == nil
          ? 0 : 1 + node.additionalTrailingClosures.count))
    return .visitChildren
  }

  override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind {
    guard isAround(node) else { return .skipChildren }
    calls.append(WrittenCall(names: ["subscript"], labels: node.arguments.labels))
    return .visitChildren
  }

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    guard isAround(node) else { return .skipChildren }
    for element in node.elements {
      guard let name = element.as(BinaryOperatorExprSyntax.self)?.operator.text else { continue }
      calls.append(WrittenCall(names: [name], labels: ["_", "_"]))
    }
    return .visitChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    guard isAround(node) else { return .skipChildren }
    calls.append(WrittenCall(names: [node.operator.text], labels: ["_"]))
    return .visitChildren
  }

  override func visit(_ node: PostfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    guard isAround(node) else { return .skipChildren }
    calls.append(WrittenCall(names: [node.operator.text], labels: ["_"]))
    return .visitChildren
  }
}

extension LabeledExprListSyntax {
  fileprivate var labels: [String] { map { $0.label?.text ?? "_" } }
}

extension ExprSyntax {
  /// The last name of what is called.
  fileprivate var calledName: String? {
    if let generic = self.as(GenericSpecializationExprSyntax.self) {
      return generic.expression.calledName
    }
    if let member = self.as(MemberAccessExprSyntax.self) { return member.declName.baseName.text }
    if self.is(ArrayExprSyntax.self) { return "Array" }
    if self.is(DictionaryExprSyntax.self) { return "Dictionary" }
    return self.as(DeclReferenceExprSyntax.self)?.baseName.text
  }

  /// The last name of the type whose initializer a call of it would be; `nil` in `.init(…)`.
  fileprivate var initializedType: String? {
    if let member = self.as(MemberAccessExprSyntax.self), member.declName.baseName.text == "init" {
      return member.base?.calledName
    }
    return calledName
  }
}

extension String {
  /// The last name of a type, without generic arguments: `Item` of `Box<Int>.Item`.
  fileprivate var typeName: Substring {
    let name = prefix { $0 != "<" }
    return name.split(separator: ".").last ?? name
  }
}
