import SwiftSyntax

/// How a cell's file writes names that would mean something else in the chapter's module.
///
/// All cells of a chapter are files of one module, in which a name has one meaning. Where a later
/// cell gives a name a new one, the files in which it has the old one write it otherwise. That
/// changes nothing in what was compiled before: only declarations are read again from it.
struct NameReplacements: Hashable, Sendable {
  /// For the names of values: what stands for them, where they are declared and where they are read.
  var values: [String: String] = [:]
  /// For the names of types, what stands for them where they are used.
  var types: [String: String] = [:]
  /// The types of this file whose declarations move into an `enum` of this name.
  var enclosed: [String: String] = [:]
  /// For names that `async let` gives to results: what stands for the task.
  ///
  /// A task of that kind must not outlive the function in which it stands, and cells are functions.
  var tasks: [String: String] = [:]
  /// What stands for a value of a cell above until this file defines its own of that name.
  var earlier: [String: String] = [:]
  /// Members of extensions that a later cell takes the place of; see `CellNames.extendedMembers`.
  var members: Set<String> = []
  /// Overloads that a later cell takes the place of, by name and signature.
  var overloads: [String: Set<String>] = [:]

  var isEmpty: Bool { self == NameReplacements() }

  /// Returns `source` with the names exchanged, and where that moved what follows them.
  func applied(to source: String) -> RewrittenSource {
    guard !isEmpty || source.contains("Sendable") else { return RewrittenSource(text: source) }
    let file = ParsedSource.tree(of: source)
    let finder = ReplacementFinder(self, in: file)
    return RewrittenSource(source, replacing: finder.edits, in: file)
  }
}

/// A source after some of its names were exchanged.
struct RewrittenSource: Hashable, Sendable {
  /// A piece that became longer: its line, the column behind it, and by how many bytes.
  private struct Shift: Hashable {
    var line: Int
    var column: Int
    var growth: Int
  }

  private(set) var text: String
  private var shifts: [Shift] = []

  init(text: String) {
    self.text = text
  }

  struct Edit {
    var range: Range<AbsolutePosition>
    var text: String
  }

  fileprivate init(_ source: String, replacing edits: [Edit], in file: SourceFileSyntax) {
    let converter = SourceLocationConverter(fileName: "", tree: file)
    let bytes = Array(source.utf8)
    var result: [UInt8] = []
    var end = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let range = edit.range.lowerBound.utf8Offset..<edit.range.upperBound.utf8Offset
      guard range.lowerBound >= end else { continue }
      result += bytes[end..<range.lowerBound] + Array(edit.text.utf8)
      end = range.upperBound
      let place = converter.location(for: edit.range.upperBound)
      shifts.append(
        Shift(line: place.line, column: place.column, growth: edit.text.utf8.count - range.count))
    }
    text = String(decoding: result + bytes[end...], as: UTF8.self)
  }

  /// Where a place of the rewritten text stands in the author's.
  func original(_ place: CellPlace) -> CellPlace {
    var column = place.column
    var growth = 0
    for shift in shifts where shift.line == place.line {
      if place.column >= shift.column + growth + shift.growth { column -= shift.growth }
      growth += shift.growth
    }
    return CellPlace(line: place.line, column: max(1, column))
  }
}

/// Finds the pieces of a file that are to be written otherwise.
private final class ReplacementFinder: SyntaxVisitor {
  private let replacements: NameReplacements
  private let ownTypes: Set<String>
  private(set) var edits: [RewrittenSource.Edit] = []

  init(_ replacements: NameReplacements, in file: SourceFileSyntax) {
    self.replacements = replacements
    ownTypes = Set(
      file.statements.compactMap { $0.item.asProtocol((any NamedDeclSyntax).self)?.name.text })
    super.init(viewMode: .sourceAccurate)
    if !replacements.earlier.isEmpty {
      for token in EarlierReads(in: file).tokens {
        if let text = replacements.earlier[token.text] { replace(token, by: text) }
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

  /// Writes `async let x = f()` as a constant that holds the task.
  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    guard node.isAsyncLet, node.isAtTopLevel, node.bindings.count == 1,
      let binding = node.bindings.first, let value = binding.initializer?.value,
      let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier,
      let text = replacements.tasks[name.text]
    else { return .visitChildren }
    let type = binding.typeAnnotation.map { "<\($0.type.trimmedDescription)>" } ?? ""
    let start = node.positionAfterSkippingLeadingTrivia
    edits.append(
      RewrittenSource.Edit(
        range: start..<value.positionAfterSkippingLeadingTrivia,
        text: "let \(text) = Convolume.TaskResult\(type)({ try await "))
    let end = value.endPositionBeforeTrailingTrivia
    edits.append(RewrittenSource.Edit(range: end..<end, text: " })"))
    walk(value)
    return .skipChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.baseName.text
    if let text = replacements.tasks[name], !Syntax(node).isMemberName,
      !Syntax(node).isLocal(name)
    {
      replace(node.baseName, by: "\(text).\(Syntax(node).isTried ? "value" : "certainValue")")
    }
    if let text = replacements.values[name] ?? replacements.types[name], !Syntax(node).isMemberName,
      !Syntax(node).isLocal(name)
    {
      replace(node.baseName, by: text)
    }
    return .visitChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    if let text = replacements.types[node.name.text], !Syntax(node).isLocal(node.name.text) {
      replace(node.name, by: text)
    }
    return .visitChildren
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    let name = node.identifier.text
    if let text = replacements.values[name], node.isBoundAtTopLevel {
      replace(node.identifier, by: text)
    } else if let variable = node.parent?.parent?.parent?.as(VariableDeclSyntax.self),
      let member = variable.extendedMember(name), replacements.members.contains(member)
    {
      replace(node.identifier, by: "\(name)_replaced")
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.text
    guard node.isAtTopLevel else {
      if let member = node.extendedMember(name + node.overloadSignature),
        replacements.members.contains(member)
      {
        replace(node.name, by: "\(name)_replaced")
      }
      return .visitChildren
    }
    if let text = replacements.values[name] {
      replace(node.name, by: text)
    } else if replacements.overloads[name]?.contains(node.overloadSignature) == true {
      replace(node.name, by: "\(name)_replaced")
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
    guard node.isAtTopLevel, let owner = replacements.enclosed[node.name.text] else {
      return .visitChildren
    }
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
      if parent.is(CodeBlockItemListSyntax.self) { return false }
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
