import SwiftSyntax

/// Members that the compiler makes for a conformance, written out.
///
/// Swift makes them in the file of the type only. In a script that is the same file; a cell that says
/// `extension Point: Equatable {}` about a type of a cell above is another one.
struct SynthesizedMembers {
  /// The types of the cells above, by name.
  private var types: [String: DeclSyntax] = [:]
  /// For each type, the functions that some cell declares for it.
  private var declared: [String: Set<String>] = [:]
  /// For each type, what some cell says it conforms to.
  private var conformances: [String: Set<String>] = [:]

  init(above sources: [String]) {
    for source in sources { note(ParsedSource.tree(of: source)) }
  }

  private mutating func note(_ file: SourceFileSyntax) {
    for item in file.statements {
      if let declaration = item.item.as(DeclSyntax.self) { note(declaration) }
    }
  }

  /// Notes a declaration, and the types that stand in it as `Outer.Inner`.
  private mutating func note(_ declaration: DeclSyntax, in outer: String? = nil) {
    if let function = declaration.as(FunctionDeclSyntax.self) {
      // An operator outside of its type, such as 'func == (a: Point, b: Point)'.
      for parameter in function.signature.parameterClause.parameters {
        declared[parameter.type.trimmedDescription, default: []].insert(function.name.text)
      }
    }
    guard let group = declaration.asProtocol((any DeclGroupSyntax).self) else { return }
    let name: String
    if let extended = declaration.as(ExtensionDeclSyntax.self) {
      name = extended.extendedType.trimmedDescription
    } else if let named = declaration.asProtocol((any NamedDeclSyntax).self) {
      name = (outer.map { "\($0)." } ?? "") + named.name.text
      if types[name] != nil { (declared[name], conformances[name]) = ([], []) }
      types[name] = declaration
    } else {
      return
    }
    declared[name, default: []].formUnion(group.memberNames)
    conformances[name, default: []].formUnion(group.inheritedTypes)
    for member in group.memberBlock.members
    where member.decl.asProtocol((any DeclGroupSyntax).self) != nil {
      note(member.decl, in: name)
    }
  }

  /// Returns the extensions that the conformances of `source` need, as Swift.
  func extensions(for source: String) -> String {
    guard source.contains("extension") else { return "" }
    let file = ParsedSource.tree(of: source)
    var known = self
    known.note(file)
    // What the compiler sees beside its type it makes itself.
    let own = SynthesizedMembers(above: [source]).types
    var text = ""
    for item in file.statements {
      guard let extended = item.item.as(ExtensionDeclSyntax.self),
        let clause = extended.inheritanceClause
      else { continue }
      let name = extended.extendedType.trimmedDescription
      guard own[name] == nil, let type = types[name] else { continue }
      let protocols = Set(clause.inheritedTypes.map(\.type.trimmedDescription))
      let others = known.conformances[name] ?? []
      let members = Self.members(
        for: protocols, of: type, besides: known.declared[name] ?? [],
        isEquatable: others.contains("Equatable") && !protocols.contains("Equatable"),
        keys: known.types["\(name).CodingKeys"].flatMap(TypeShape.init))
      guard !members.isEmpty else { continue }
      let condition = extended.genericWhereClause?.trimmedDescription ?? ""
      text += "extension \(name) \(condition) {\n\(members.joined(separator: "\n"))\n}\n"
    }
    return text
  }

  private static func members(
    for protocols: Set<String>, of type: DeclSyntax, besides declared: Set<String>,
    isEquatable: Bool, keys: TypeShape?
  ) -> [String] {
    guard let shape = TypeShape(type)?.coded(by: keys) else { return [] }
    let makers: [(member: String, protocols: Set<String>, text: () -> String?)] = [
      ("==", ["Equatable", "Hashable", "Comparable"], { shape.equality }),
      ("hash", ["Hashable"], { shape.hashing }),
      ("stringValue", ["CodingKey"], { shape.keyMembers }),
      ("<", ["Comparable"], { shape.order }),
      ("allCases", ["CaseIterable"], { shape.allCases }),
      ("CodingKeys", ["Codable", "Encodable", "Decodable"], { shape.codingKeys }),
      ("encode", ["Codable", "Encodable"], { shape.encoding }),
      ("init(from:)", ["Codable", "Decodable"], { shape.decoding }),
    ]
    return makers.compactMap { member, wanted, text in
      guard !wanted.isDisjoint(with: protocols), !declared.contains(member) else { return nil }
      // Made where the type, or another extension, says that it is equatable.
      let isMade = isEquatable || !type.inherited.isDisjoint(with: wanted)
      if member == "==", isMade { return nil }
      // An enum without values is hashable by itself.
      if shape.isPlain, ["==", "hash"].contains(member) { return nil }
      return text()
    }
  }
}

extension DeclGroupSyntax {
  var inheritedTypes: Set<String> {
    Set(inheritanceClause?.inheritedTypes.map(\.type.trimmedDescription) ?? [])
  }

  /// The names of its members, with an initializer's labels.
  fileprivate var memberNames: [String] {
    memberBlock.members.flatMap { member -> [String] in
      if let function = member.decl.as(FunctionDeclSyntax.self) { return [function.name.text] }
      if let variable = member.decl.as(VariableDeclSyntax.self) {
        return variable.bindings.flatMap { $0.pattern.boundNames }
      }
      if let initializer = member.decl.as(InitializerDeclSyntax.self) {
        let parameters = initializer.signature.parameterClause.parameters
        let labels = parameters.map { $0.firstName.text + ":" }
        return ["init(\(labels.joined()))"]
      }
      return member.decl.asProtocol((any NamedDeclSyntax).self).map { [$0.name.text] } ?? []
    }
  }
}

extension DeclSyntax {
  fileprivate var inherited: Set<String> {
    asProtocol((any DeclGroupSyntax).self)?.inheritedTypes ?? []
  }
}
