import SwiftSyntax

/// What a struct or a class holds, or the cases of an enum.
enum TypeShape {
  case structure([Property])
  /// Of a class, only coding is ever synthesized, and in an extension only one way.
  case reference([Property])
  /// With the labels of the values that a case holds.
  case enumeration([(name: String, labels: [String?])], isRaw: Bool)

  struct Property {
    var name: String
    /// Whether an initializer may set it.
    var isSettable: Bool
    /// Whether what is stored is something else, which only the type's own file sees: a wrapper, or what a
    /// `lazy` property holds before its first use.
    var isIndirect: Bool
  }

  /// Reads a declaration.
  ///
  /// `nil` for what only the compiler can do, in the type's own file.
  init?(_ type: DeclSyntax) {
    if let group = type.asProtocol((any DeclGroupSyntax).self),
      type.is(StructDeclSyntax.self) || type.is(ClassDeclSyntax.self)
    {
      let properties = group.storedProperties
      if properties.contains(where: \.isIndirect) { return nil }
      self = type.is(ClassDeclSyntax.self) ? .reference(properties) : .structure(properties)
    } else if let enumeration = type.as(EnumDeclSyntax.self) {
      let elements = enumeration.memberBlock.members.flatMap {
        $0.decl.as(EnumCaseDeclSyntax.self).map { Array($0.elements) } ?? []
      }
      let hasRawValues = enumeration.inheritedTypes.contains { Self.rawTypes.contains($0) }
      self = .enumeration(
        elements.map { element in
          let parameters = element.parameterClause?.parameters.map { $0 } ?? []
          return (
            element.name.text,
            parameters.map { $0.firstName?.text }.map { $0 == "_" ? nil : $0 }
          )
        }, isRaw: hasRawValues)
    } else {
      return nil
    }
  }

  /// What an enum's cases may stand for, which is then what is coded.
  private static let rawTypes: Set = [
    "String", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32",
    "UInt64", "Double", "Float", "Character",
  ]

  /// Whether it is an enum none of whose cases holds a value.
  var isPlain: Bool {
    if case .enumeration(let cases, _) = self { cases.allSatisfy(\.labels.isEmpty) } else { false }
  }

  /// What is left of the properties when a type says itself which ones are coded.
  func coded(by keys: TypeShape?) -> TypeShape {
    guard case .enumeration(let cases, _)? = keys else { return self }
    func chosen(_ properties: [Property]) -> [Property] {
      properties.filter { property in cases.contains { $0.name == property.name } }
    }
    switch self {
    case .structure(let properties): return .structure(chosen(properties))
    case .reference(let properties): return .reference(chosen(properties))
    case .enumeration: return self
    }
  }

  var equality: String? {
    let body: String
    switch self {
    case .reference: return nil
    case .structure(let properties):
      body = Self.all(properties.map { "a.\($0.name) == b.\($0.name)" })
    case .enumeration(let cases, _):
      body = Self.choice(
        "(a, b)",
        cases.map { name, labels in
          let count = labels.count
          let values = (0..<count).map { "a\($0) == b\($0)" }
          return "\(Self.pair(name, count)): return \(Self.all(values))"
        } + ["default: return false"])
    }
    return "static func == (a: Self, b: Self) -> Bool { \(body) }"
  }

  var hashing: String? {
    let body: String
    switch self {
    case .reference: return nil
    case .structure(let properties):
      body = properties.map { "hasher.combine(self.\($0.name))" }.joined(separator: "; ")
    case .enumeration(let cases, _):
      body = Self.choice(
        "self",
        cases.enumerated().map { index, element in
          let count = element.labels.count
          let values = (0..<count).map { "; hasher.combine(a\($0))" }.joined()
          return "\(Self.single(element.name, count)): hasher.combine(\(index))\(values)"
        })
    }
    return "func hash(into hasher: inout Hasher) { \(body) }"
  }

  /// Only enums are ordered without being told how.
  var order: String? {
    guard case .enumeration(let cases, _) = self else { return nil }
    let places = Self.choice(
      "x", cases.enumerated().map { "case .\($0.element.name): return \($0.offset)" })
    let pairs = cases.filter { !$0.labels.isEmpty }.map { name, labels in
      let count = labels.count
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
    guard case .enumeration(let cases, _) = self else { return nil }
    let list = cases.map { ".\($0.name)" }.joined(separator: ", ")
    return "static var allCases: [Self] { [\(list)] }"
  }

  private static func all(_ tests: [String]) -> String {
    tests.isEmpty ? "true" : tests.joined(separator: " && ")
  }

  static func choice(_ value: String, _ cases: [String]) -> String {
    "switch \(value) { \(cases.joined(separator: "\n")) }"
  }

  static func single(_ name: String, _ count: Int) -> String {
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

extension DeclGroupSyntax {
  /// The stored properties of each value.
  fileprivate var storedProperties: [TypeShape.Property] {
    memberBlock.members.flatMap { member -> [TypeShape.Property] in
      guard let variable = member.decl.as(VariableDeclSyntax.self),
        !variable.modifiers.contains(where: { $0.name.tokenKind == .keyword(.static) })
      else { return [] }
      let isConstant = variable.bindingSpecifier.tokenKind == .keyword(.let)
      return variable.bindings.filter(\.isStored).flatMap { binding in
        binding.pattern.boundNames.map {
          TypeShape.Property(
            name: $0, isSettable: !isConstant || binding.initializer == nil,
            isIndirect: variable.isIndirect)
        }
      }
    }
  }
}

extension VariableDeclSyntax {
  fileprivate var isIndirect: Bool {
    modifiers.contains { $0.name.tokenKind == .keyword(.lazy) }
      || attributes.contains { element in
        guard case .attribute(let attribute) = element else { return false }
        let name = attribute.attributeName.trimmedDescription
        return !["MainActor", "available", "usableFromInline"].contains(name)
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
