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
    guard let shape = Shape(type) else { return [] }
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

/// What a struct holds, or the cases of an enum.
private enum Shape {
  case structure([(name: String, isSettable: Bool)])
  case enumeration([(name: String, count: Int)])

  init?(_ type: DeclSyntax) {
    if let structure = type.as(StructDeclSyntax.self) {
      self = .structure(structure.storedProperties)
    } else if let enumeration = type.as(EnumDeclSyntax.self) {
      let elements = enumeration.memberBlock.members.flatMap {
        $0.decl.as(EnumCaseDeclSyntax.self).map { Array($0.elements) } ?? []
      }
      self = .enumeration(
        elements.map { ($0.name.text, $0.parameterClause?.parameters.count ?? 0) })
    } else {
      return nil
    }
  }

  /// Whether it is an enum none of whose cases holds a value.
  var isPlain: Bool {
    if case .enumeration(let cases) = self { cases.allSatisfy { $0.count == 0 } } else { false }
  }

  var equality: String {
    let body: String
    switch self {
    case .structure(let properties):
      body = Self.all(properties.map { "a.\($0.name) == b.\($0.name)" })
    case .enumeration(let cases):
      body = Self.choice(
        "(a, b)",
        cases.map { name, count in
          let values = (0..<count).map { "a\($0) == b\($0)" }
          return "\(Self.pair(name, count)): return \(Self.all(values))"
        } + ["default: return false"])
    }
    return "static func == (a: Self, b: Self) -> Bool { \(body) }"
  }

  var hashing: String {
    let body: String
    switch self {
    case .structure(let properties):
      body = properties.map { "hasher.combine(\($0.name))" }.joined(separator: "; ")
    case .enumeration(let cases):
      body = Self.choice(
        "self",
        cases.enumerated().map { index, element in
          let values = (0..<element.count).map { "; hasher.combine(a\($0))" }.joined()
          return "\(Self.single(element.name, element.count)): hasher.combine(\(index))\(values)"
        })
    }
    return "func hash(into hasher: inout Hasher) { \(body) }"
  }

  /// Only enums are ordered without being told how.
  var order: String? {
    guard case .enumeration(let cases) = self else { return nil }
    let places = Self.choice(
      "x", cases.enumerated().map { "case .\($0.element.name): return \($0.offset)" })
    let pairs = cases.filter { $0.count > 0 }.map { name, count in
      let tests = (0..<count).map { "if a\($0) != b\($0) { return a\($0) < b\($0) }" }
      return "\(Self.pair(name, count)): \(tests.joined(separator: "; ")); return false"
    }
    let body = Self.choice("(a, b)", pairs + ["default: return place(a) < place(b)"])
    return """
      static func < (a: Self, b: Self) -> Bool {
      func place(_ x: Self) -> Int { \(places) }
      \(body)
      }
      """
  }

  var allCases: String? {
    guard case .enumeration(let cases) = self else { return nil }
    let list = cases.map { ".\($0.name)" }.joined(separator: ", ")
    return "static var allCases: [Self] { [\(list)] }"
  }

  var codingKeys: String? {
    guard case .structure(let properties) = self, !properties.isEmpty else { return nil }
    let names = properties.map(\.name).joined(separator: ", ")
    return "enum CodingKeys: String, CodingKey { case \(names) }"
  }

  var encoding: String? {
    guard case .structure(let properties) = self, !properties.isEmpty else { return nil }
    let lines = properties.map {
      "try Convolume.CellRuntime.encode(\($0.name), for: .\($0.name), in: &values)"
    }
    return """
      func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      \(lines.joined(separator: "\n"))
      }
      """
  }

  var decoding: String? {
    guard case .structure(let properties) = self, !properties.isEmpty else { return nil }
    let lines = properties.filter(\.isSettable).map {
      "\($0.name) = try Convolume.CellRuntime.decode(.\($0.name), of: values)"
    }
    return """
      init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      \(lines.joined(separator: "\n"))
      }
      """
  }

  private static func all(_ tests: [String]) -> String {
    tests.isEmpty ? "true" : tests.joined(separator: " && ")
  }

  private static func choice(_ value: String, _ cases: [String]) -> String {
    "switch \(value) { \(cases.joined(separator: "\n")) }"
  }

  private static func single(_ name: String, _ count: Int) -> String {
    count == 0 ? "case .\(name)" : "case let .\(name)(\(values("a", count)))"
  }

  private static func pair(_ name: String, _ count: Int) -> String {
    guard count > 0 else { return "case (.\(name), .\(name))" }
    return "case let (.\(name)(\(values("a", count))), .\(name)(\(values("b", count))))"
  }

  private static func values(_ letter: String, _ count: Int) -> String {
    (0..<count).map { "\(letter)\($0)" }.joined(separator: ", ")
  }
}

extension StructDeclSyntax {
  /// The stored properties of each value, and whether an initializer may set them.
  fileprivate var storedProperties: [(name: String, isSettable: Bool)] {
    memberBlock.members.flatMap { member -> [(name: String, isSettable: Bool)] in
      guard let variable = member.decl.as(VariableDeclSyntax.self),
        !variable.modifiers.contains(where: { $0.name.tokenKind == .keyword(.static) })
      else { return [] }
      let isConstant = variable.bindingSpecifier.tokenKind == .keyword(.let)
      return variable.bindings.filter(\.isStored).flatMap { binding in
        binding.pattern.boundNames.map { ($0, !isConstant || binding.initializer == nil) }
      }
    }
  }
}

extension PatternBindingSyntax {
  /// Whether it holds a value, perhaps an observed one.
  fileprivate var isStored: Bool {
    switch accessorBlock?.accessors {
    case .getter: false
    case .accessors(let list):
      list.allSatisfy {
        [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
      }
    default: true
    }
  }
}

extension DeclGroupSyntax {
  fileprivate var inheritedTypes: Set<String> {
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
