import SwiftSyntax

/// Walks a cell and notes its names.
final class NameCollector: SyntaxVisitor {
  private(set) var names = CellNames()
  /// How many functions, closures and types surround the current node.
  private var depth = 0
  private var extensionDepth = 0

  /// Parameters of the functions and closures around the current node: names of their own.
  private var parameters: [Set<String>] = []

  init() {
    super.init(viewMode: .sourceAccurate)
  }

  // MARK: Definitions

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    let bound = node.bindings.flatMap { $0.pattern.plainNames }
    if node.isAtTopLevel {
      // A 'let' without a value is assigned further down, perhaps by a later cell.
      let isFixed =
        node.bindingSpecifier.tokenKind == .keyword(.let)
        && node.bindings.allSatisfy { $0.initializer != nil }
      for name in bound { names.defined[name] = isFixed ? .let : .var }
      if node.isAsyncLet { names.tasks.formUnion(bound) }
      for binding in node.bindings where binding.holdsCode {
        names.callable.formUnion(binding.pattern.plainNames)
      }
    } else {
      noteMembers(bound)
      names.extendedMembers.formUnion(bound.compactMap { node.extendedMember($0) })
    }
    return .visitChildren
  }

  override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
    if node.isAtTopLevel {
      for name in node.boundNames { names.defined[name.withoutBackticks] = .var }
    }
    return .visitChildren
  }

  override func visit(_ node: DeclModifierSyntax) -> SyntaxVisitorContinueKind {
    if let member = node.privateClassMember { names.privateMembers[member, default: 0] += 1 }
    return .visitChildren
  }

  override func visit(_ node: AttributeSyntax) -> SyntaxVisitorContinueKind {
    if ["MainActor", "globalActor"].contains(node.attributeName.trimmedDescription) {
      names.usesGlobalActors = true
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    let isOperator: Bool
    switch node.name.tokenKind {
    case .binaryOperator, .prefixOperator, .postfixOperator: isOperator = true
    default: isOperator = false
    }
    if node.modifiers.contains(where: { $0.name.tokenKind == .keyword(.mutating) }) {
      names.mutatingMethods.insert(node.name.plainName)
    }
    if isOperator { names.affectsAll = true }
    if node.isAtTopLevel {
      define(node.name.plainName, .func)
      names.signatures[node.name.plainName, default: []].insert(node.overloadSignature)
    } else {
      noteMembers([node.name.plainName])
      if let member = node.extendedMember(node.name.plainName + node.overloadSignature) {
        names.extendedMembers.insert(member)
      }
    }
    let list = node.signature.parameterClause.parameters
    parameters.append(Set(list.map { ($0.secondName ?? $0.firstName).plainName }))
    return enter()
  }
  override func visitPost(_ node: FunctionDeclSyntax) {
    parameters.removeLast()
    depth -= 1
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, .struct)
  }
  override func visitPost(_ node: StructDeclSyntax) { depth -= 1 }

  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, .enum)
  }
  override func visitPost(_ node: EnumDeclSyntax) { depth -= 1 }

  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    names.sharesReferences = true
    return enterType(node, .class)
  }
  override func visitPost(_ node: ClassDeclSyntax) { depth -= 1 }

  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    names.sharesReferences = true
    return enterType(node, .class)
  }
  override func visitPost(_ node: ActorDeclSyntax) { depth -= 1 }

  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, .protocol)
  }
  override func visitPost(_ node: ProtocolDeclSyntax) { depth -= 1 }

  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.isAtTopLevel {
      define(node.name.plainName, .typealias)
    } else {
      noteMembers([node.name.plainName])
      noteNested(node)
    }
    return .visitChildren
  }

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    for inherited in node.inheritanceClause?.inheritedTypes ?? [] {
      names.affectsAll = true
      names.conforms = true
      names.conformances.insert(
        "\(node.extendedType.trimmedDescription): \(inherited.type.trimmedDescription)")
    }
    extensionDepth += 1
    return enter()
  }
  override func visitPost(_ node: ExtensionDeclSyntax) {
    extensionDepth -= 1
    depth -= 1
  }

  // Members without a name of their own cannot be found where they are used.
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    if extensionDepth > 0 { names.affectsAll = true }
    if let member = node.extendedMember("init" + node.overloadSignature) {
      names.extendedMembers.insert(member)
    }
    return enter()
  }
  override func visitPost(_ node: InitializerDeclSyntax) { depth -= 1 }

  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
    if extensionDepth > 0 { names.affectsAll = true }
    if let member = node.extendedMember("subscript" + node.overloadSignature) {
      names.extendedMembers.insert(member)
    }
    return enter()
  }
  override func visitPost(_ node: SubscriptDeclSyntax) { depth -= 1 }

  override func visit(_ node: OperatorDeclSyntax) -> SyntaxVisitorContinueKind {
    names.affectsAll = true
    return .visitChildren
  }

  override func visit(_ node: PrecedenceGroupDeclSyntax) -> SyntaxVisitorContinueKind {
    names.affectsAll = true
    return .visitChildren
  }

  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: AccessorBlockSyntax) { depth -= 1 }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    switch node.signature?.parameterClause {
    case .simpleInput(let list): parameters.append(Set(list.map(\.name.plainName)))
    case .parameterClause(let clause):
      parameters.append(Set(clause.parameters.map { ($0.secondName ?? $0.firstName).plainName }))
    default: parameters.append([])
    }
    return enter()
  }
  override func visitPost(_ node: ClosureExprSyntax) {
    parameters.removeLast()
    depth -= 1
  }

  // MARK: Uses

  override func visit(_ node: IfConfigDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.isAtTopLevel, let lines = node.importLines { names.imports.append(lines) }
    return .visitChildren
  }

  override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
    // One that stands under a condition was noted with its condition.
    if node.parent?.parent?.parent?.is(SourceFileSyntax.self) == true {
      names.imports.append(node.trimmedDescription)
    }
    return .skipChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    if Self.processWide.contains(node.baseName.plainName) { names.affectsAll = true }
    if let access = node.parent?.as(MemberAccessExprSyntax.self), access.declName.id == node.id {
      names.members.insert(node.baseName.plainName)
      return .visitChildren
    }
    noteRead(node.baseName.plainName)
    return .visitChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.plainName
    if name.hasPrefix("NS") || (name.hasPrefix("Unsafe") && name.contains("Mutable")) {
      names.sharesReferences = true
    }
    noteRead(name)
    return .visitChildren
  }

  override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
    names.members.insert(node.name.plainName)
    return .visitChildren
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    if node.identifier.isShortForm { noteRead(node.identifier.plainName) }
    return .visitChildren
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    if node.name.isShortForm { noteRead(node.name.plainName) }
    return .visitChildren
  }

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for (index, element) in elements.enumerated().dropFirst() where element.isAssignmentOperator {
      noteChanged(elements[index - 1])
    }
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    noteChanged(node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let member = node.calledExpression.as(MemberAccessExprSyntax.self), let base = member.base {
      if node.isWholeStatement {
        // Called for its effect, so it may well change what it is called on.
        noteChanged(base)
      } else {
        noteCall(member.declName.baseName.plainName, on: base)
      }
    } else {
      noteCall("callAsFunction", on: node.calledExpression)
    }
    return .visitChildren
  }

  // MARK: Notes

  private func enter() -> SyntaxVisitorContinueKind {
    depth += 1
    return .visitChildren
  }

  private func enterType(
    _ node: some DeclGroupSyntax & NamedDeclSyntax, _ kind: CellNames.Kind
  ) -> SyntaxVisitorContinueKind {
    if node.inheritanceClause != nil { names.conforms = true }
    if node.isAtTopLevel {
      define(node.name.plainName, kind)
    } else {
      noteMembers([node.name.plainName])
      noteNested(node)
    }
    return enter()
  }

  private func noteNested(_ node: some NamedDeclSyntax) {
    guard let path = node.nestedPath(of: node.name.plainName) else { return }
    names.nestedTypes.insert(path)
    if node.isMemberOfExtension { names.extendedTypes.insert(path) }
  }

  private func define(_ name: String, _ kind: CellNames.Kind) {
    names.defined[name] = kind
    names.callable.insert(name)
  }

  private func noteMembers(_ members: [String]) {
    guard extensionDepth > 0 else { return }
    names.extended.formUnion(members)
    if !Self.impliedMembers.isDisjoint(with: members) { names.affectsAll = true }
  }

  /// Functions that change what the whole process has: its environment, its folder, its dice.
  private static let processWide: Set = [
    "setenv", "unsetenv", "putenv", "chdir", "changeCurrentDirectoryPath", "umask", "srand",
    "srandom", "srand48", "setlocale",
  ]

  /// Members that the compiler uses without a word of them.
  private static let impliedMembers: Set = [
    "callAsFunction", "dynamicallyCall", "makeIterator", "makeAsyncIterator", "next",
    "wrappedValue", "projectedValue", "buildBlock", "buildExpression", "buildOptional",
    "buildEither", "buildArray", "buildFinalResult", "buildLimitedAvailability",
    "buildPartialBlock", "appendInterpolation", "description", "debugDescription",
  ]

  private func isParameter(_ name: String) -> Bool {
    parameters.contains { $0.contains(name) }
  }

  private func noteRead(_ name: String) {
    guard !isParameter(name) else { return }
    names.read.insert(name)
    if depth > 0 { names.deferredRead.insert(name) }
  }

  private func noteChanged(_ expression: ExprSyntax) {
    let roots = expression.rootNames.filter { !isParameter($0) }
    names.changed.formUnion(roots)
    if depth > 0 { names.deferredChanged.formUnion(roots) }
  }

  private func noteCall(_ method: String, on receiver: ExprSyntax) {
    for root in receiver.rootNames where !isParameter(root) {
      names.called.insert(CellNames.MethodCall(receiver: root, method: method))
    }
  }
}
