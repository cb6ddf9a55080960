import SwiftSyntax

/// Finds the pieces of a file that are to be written otherwise.
final class ReplacementFinder: SyntaxVisitor {
  private let replacements: NameReplacements
  private let ownTypes: Set<String>
  private(set) var edits: [RewrittenSource.Edit] = []

  init(_ replacements: NameReplacements, in file: SourceFileSyntax) {
    self.replacements = replacements
    ownTypes = Set(
      file.statements.compactMap { $0.item.asProtocol((any NamedDeclSyntax).self)?.name.plainName })
    super.init(viewMode: .sourceAccurate)
    if !replacements.earlier.isEmpty {
      for token in EarlierReads(in: file).tokens {
        guard let text = replacements.earlier[token.plainName] else { continue }
        let name = replacements.values[token.plainName] ?? token.text
        replace(token, by: token.isShortForm ? "\(name) = \(text)" : text)
      }
    }
    walk(file)
  }

  /// The compiler checks `Sendable` in the file of the type only.
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.extendedType.trimmedDescription
    guard node.isAtTopLevel, !ownTypes.contains(name) else { return .visitChildren }
    for inherited in node.inheritanceClause?.inheritedTypes ?? [] {
      guard let type = inherited.type.as(IdentifierTypeSyntax.self), type.name.text == "Sendable"
      else { continue }
      replace(type.name, by: "@unchecked Sendable")
    }
    return .visitChildren
  }

  private func replace(_ token: TokenSyntax, by text: String) {
    edits.append(
      RewrittenSource.Edit(
        range: token.positionAfterSkippingLeadingTrivia..<token.endPositionBeforeTrailingTrivia,
        text: text))
  }

  /// Writes `async let x = f(), y = g()` as constants that hold the tasks.
  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    guard node.isAsyncLet, node.isAtTopLevel else { return .visitChildren }
    var start = node.positionAfterSkippingLeadingTrivia
    for binding in node.bindings {
      guard let value = binding.initializer?.value,
        let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier,
        let text = replacements.tasks[name.plainName]
      else { return .visitChildren }
      let type = binding.typeAnnotation.map { "<\($0.type.trimmedDescription)>" } ?? ""
      let separator = binding.id == node.bindings.first?.id ? "" : "; "
      edits.append(
        RewrittenSource.Edit(
          range: start..<value.positionAfterSkippingLeadingTrivia,
          text: "\(separator)let \(text) = Convolume.TaskResult\(type)({ try await "))
      start = value.endPositionBeforeTrailingTrivia
      edits.append(RewrittenSource.Edit(range: start..<start, text: " })"))
      walk(value)
    }
    return .skipChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.baseName.plainName
    if let access = node.parent?.as(MemberAccessExprSyntax.self), access.declName.id == node.id {
      if let base = access.base?.dottedName, let text = moved(name, behind: base, at: node) {
        replace(node.baseName, by: text)
      }
      return .visitChildren
    }
    guard !Syntax(node).isLocal(name) else { return .visitChildren }
    if let text = replacements.tasks[name] {
      replace(node.baseName, by: "\(text).\(Syntax(node).isTried ? "value" : "certainValue")")
    } else if let text = replacements.values[name] ?? movedType(name, at: node) {
      replace(node.baseName, by: text)
    }
    return .visitChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.plainName
    if !Syntax(node).isLocal(name), let text = movedType(name, at: node) {
      replace(node.name, by: text)
    }
    return .visitChildren
  }

  override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
    if let base = node.baseType.dottedName,
      let text = moved(node.name.plainName, behind: base, at: node)
    {
      replace(node.name, by: text)
    }
    return .visitChildren
  }

  /// In `\Box.Item.name`, only the first name is a type to the parser.
  override func visit(_ node: KeyPathExprSyntax) -> SyntaxVisitorContinueKind {
    guard var path = node.root?.dottedName else { return .visitChildren }
    for component in node.components {
      guard case .property(let property) = component.component else { break }
      let token = property.declName.baseName
      if let text = moved(token.plainName, behind: path, at: node) { replace(token, by: text) }
      path += ".\(token.plainName)"
    }
    return .visitChildren
  }

  /// What stands for a type that is named without a dot.
  private func movedType(_ name: String, at node: some SyntaxProtocol) -> String? {
    if Syntax(node).isLocalType(name) { return nil }
    for path in node.surroundingTypes {
      if let text = replacements.nested["\(path).\(name)"] { return text }
    }
    return replacements.types[name]
  }

  /// What stands for the type `name` within `base`, which may itself be written shorter than it is.
  private func moved(
    _ name: String, behind base: String, at node: some SyntaxProtocol
  ) -> String? {
    let around = node.surroundingTypes
    let paths = base == "Self" ? Array(around.prefix(1)) : around.map { "\($0).\(base)" } + [base]
    return paths.lazy.compactMap { self.replacements.nested["\($0).\(name)"] }.first ?? nil
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    replaceShortForm(node.name, at: Syntax(node))
    return .visitChildren
  }

  private func replaceShortForm(_ token: TokenSyntax, at node: Syntax) {
    guard token.isShortForm, let text = replacements.values[token.plainName],
      !node.isLocal(token.plainName)
    else { return }
    replace(token, by: "\(token.text) = \(text)")
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    let name = node.identifier.plainName
    let isBoundAtTopLevel = node.isBoundAtTopLevel
    if isBoundAtTopLevel, let type = replacements.written[name] {
      replace(node.identifier, by: "\(replacements.values[name] ?? node.identifier.text): \(type)")
    } else if isBoundAtTopLevel, let text = replacements.values[name] {
      replace(node.identifier, by: text)
    } else if let variable = node.parent?.parent?.parent?.as(VariableDeclSyntax.self),
      let member = variable.extendedMember(name), replacements.members.contains(member)
    {
      replace(node.identifier, by: "\(name)_replaced")
    } else {
      replaceShortForm(node.identifier, at: Syntax(node))
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.plainName
    guard node.isAtTopLevel else {
      if let member = node.extendedMember(name + node.overloadSignature),
        replacements.members.contains(member)
      {
        replace(node.name, by: "\(name.asWord)_replaced")
      }
      return .visitChildren
    }
    if let text = replacements.values[name] {
      replace(node.name, by: text)
    } else if replacements.overloads[name]?.contains(node.overloadSignature) == true {
      replace(node.name, by: "\(name.asWord)_replaced")
    }
    return .visitChildren
  }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    leaveOut(node, as: "init" + node.overloadSignature)
  }

  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
    leaveOut(node, as: "subscript" + node.overloadSignature)
  }

  /// Leaves out a member that has no name which could be another one: what a file declares is read only for
  /// the files below, which see the newer member.
  private func leaveOut(
    _ node: some DeclSyntaxProtocol, as member: String
  ) -> SyntaxVisitorContinueKind {
    guard let member = node.extendedMember(member), replacements.members.contains(member) else {
      return .visitChildren
    }
    // With the semicolon behind it, which may not stand alone.
    let semicolon = node.parent?.as(MemberBlockItemSyntax.self)?.semicolon
    let end = semicolon?.endPositionBeforeTrailingTrivia ?? node.endPositionBeforeTrailingTrivia
    let range = node.positionAfterSkippingLeadingTrivia..<end
    edits.append(RewrittenSource.Edit(range: range, text: ""))
    return .skipChildren
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enclose(node) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enclose(node) }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { enclose(node) }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { enclose(node) }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind { enclose(node) }
  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind { enclose(node) }

  private func enclose(_ node: some NamedDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.plainName
    let path = node.isMemberOfExtension ? node.nestedPath(of: name) : node.isAtTopLevel ? name : nil
    guard let path, let owner = replacements.enclosed[path] else { return .visitChildren }
    let start = node.positionAfterSkippingLeadingTrivia
    let end = node.endPositionBeforeTrailingTrivia
    edits.append(RewrittenSource.Edit(range: start..<start, text: "enum \(owner) { "))
    edits.append(RewrittenSource.Edit(range: end..<end, text: " }"))
    return .visitChildren
  }
}

extension IdentifierPatternSyntax {
  /// Whether it names one of the file's own variables, not one of a function or a block.
  fileprivate var isBoundAtTopLevel: Bool {
    var node = Syntax(self)
    while let parent = node.parent {
      if parent.is(VariableDeclSyntax.self) || parent.is(GuardStmtSyntax.self) {
        return parent.isAtTopLevel
      }
      if parent.is(CodeBlockItemListSyntax.self) || parent.is(InitializerClauseSyntax.self) {
        return false
      }
      node = parent
    }
    return false
  }
}

extension Syntax {
  /// Whether a `try` stands before it.
  fileprivate var isTried: Bool {
    var node = parent
    while let ancestor = node, !ancestor.is(CodeBlockItemSyntax.self) {
      if ancestor.is(TryExprSyntax.self) { return true }
      node = ancestor.parent
    }
    return false
  }
}
