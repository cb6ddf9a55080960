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
    for source in sources {
      for item in ParsedSource.tree(of: source).statements {
        guard let declaration = item.item.as(DeclSyntax.self) else { continue }
        note(declaration)
      }
    }
  }

  private mutating func note(_ declaration: DeclSyntax) {
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
      name = named.name.text
      types[name] = declaration
    } else {
      return
    }
    declared[name, default: []].formUnion(group.memberNames)
    conformances[name, default: []].formUnion(group.inheritedTypes)
  }

  /// Returns the extensions that the conformances of `source` need, as Swift.
  func extensions(for source: String) -> String {
    guard source.contains("extension") else { return "" }
    var known = self
    let file = ParsedSource.tree(of: source)
    for item in file.statements {
      if let declaration = item.item.as(DeclSyntax.self) { known.note(declaration) }
    }
    var text = ""
    for item in file.statements {
      guard let extended = item.item.as(ExtensionDeclSyntax.self),
        let clause = extended.inheritanceClause,
        let type = types[extended.extendedType.trimmedDescription]
      else { continue }
      let name = extended.extendedType.trimmedDescription
      let protocols = Set(clause.inheritedTypes.map(\.type.trimmedDescription))
      let others = known.conformances[name] ?? []
      let members = Self.members(
        for: protocols, of: type, besides: known.declared[name] ?? [],
        isEquatable: others.contains("Equatable") && !protocols.contains("Equatable"))
      guard !members.isEmpty else { continue }
      let condition = extended.genericWhereClause?.trimmedDescription ?? ""
      text += "extension \(name) \(condition) {\n\(members.joined(separator: "\n"))\n}\n"
    }
    return text
  }

  private static func members(
    for protocols: Set<String>, of type: DeclSyntax, besides declared: Set<String>,
    isEquatable: Bool
  ) -> [String] {
    guard let shape = TypeShape(type) else { return [] }
    let makers: [(member: String, protocols: Set<String>, text: () -> String?)] = [
      ("==", ["Equatable", "Hashable", "Comparable"], { shape.equality }),
      ("hash", ["Hashable"], { shape.hashing }),
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
