/// Coding as the compiler synthesizes it.
///
/// The values of an enum are coded as Swift's evolution proposal 0295 says: a container with the case's name as
/// its only key, and in it another one with the labels of what the case holds, `_0` for the first without.
extension TypeShape {
  var codingKeys: String? {
    switch self {
    case .structure(let properties), .reference(let properties):
      guard !properties.isEmpty else { return nil }
      return Self.keys("CodingKeys", properties.map(\.name))
    case .enumeration(let cases, isRaw: false):
      return
        ([Self.keys("CodingKeys", cases.map(\.name))]
        + cases.map { Self.keys(Self.keyType($0.name), Self.keys(of: $0.labels)) })
        .joined(separator: "\n")
    // Coded as what its cases stand for, by the standard library.
    case .enumeration: return nil
    }
  }

  var encoding: String? {
    let body: String
    switch self {
    case .structure(let properties), .reference(let properties):
      guard !properties.isEmpty else { return nil }
      body = properties.map {
        "try Convolume.CellRuntime.encode(self.\($0.name), for: .\($0.name), in: &values)"
      }.joined(separator: "\n")
    case .enumeration(let cases, isRaw: false):
      body = Self.choice(
        "self",
        cases.map { name, labels in
          let container =
            "values.nestedContainer(keyedBy: \(Self.keyType(name)).self, forKey: .\(name))"
          guard !labels.isEmpty else { return "case .\(name): _ = \(container)" }
          let lines = Self.keys(of: labels).enumerated().map {
            "try Convolume.CellRuntime.encode(a\($0), for: .\($1), in: &held)"
          }
          return "\(Self.single(name, labels.count)): var held = \(container)\n"
            + lines.joined(separator: "\n")
        })
    case .enumeration: return nil
    }
    return """
      func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      \(body)
      }
      """
  }

  var decoding: String? {
    let body: String
    switch self {
    case .structure(let properties):
      guard !properties.isEmpty else { return nil }
      body = properties.filter(\.isSettable).map {
        "self.\($0.name) = try Convolume.CellRuntime.decode(.\($0.name), of: values)"
      }.joined(separator: "\n")
    case .enumeration(let cases, isRaw: false):
      let choice = Self.choice(
        "values.allKeys[0]",
        cases.map { name, labels in
          let container =
            "try values.nestedContainer(keyedBy: \(Self.keyType(name)).self, forKey: .\(name))"
          guard !labels.isEmpty else { return "case .\(name): _ = \(container); self = .\(name)" }
          let arguments = zip(labels, Self.keys(of: labels)).map { label, key in
            (label.map { "\($0): " } ?? "")
              + "try Convolume.CellRuntime.decode(.\(key), of: held)"
          }
          return "case .\(name): let held = \(container)\n"
            + "self = .\(name)(\(arguments.joined(separator: ", ")))"
        })
      body = """
        guard values.allKeys.count == 1 else {
        throw DecodingError.typeMismatch(Self.self, DecodingError.Context(
        codingPath: values.codingPath,
        debugDescription: "Invalid number of keys found, expected one."))
        }
        \(choice)
        """
    case .reference, .enumeration: return nil
    }
    return """
      init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      \(body)
      }
      """
  }

  /// What makes an enum the keys of a coding; one with raw values has it from the standard library.
  var keyMembers: String? {
    guard case .enumeration(let cases, isRaw: false) = self else { return nil }
    let names = cases.map { (name: $0.name, text: "\"\($0.name.withoutBackticks)\"") }
    let texts = Self.choice("self", names.map { "case .\($0.name): return \($0.text)" })
    let values = Self.choice(
      "stringValue", names.map { "case \($0.text): self = .\($0.name)" } + ["default: return nil"])
    return """
      var stringValue: String { \(texts) }
      var intValue: Int? { nil }
      init?(stringValue: String) { \(values) }
      init?(intValue: Int) { return nil }
      """
  }

  private static func keys(_ type: String, _ names: [String]) -> String {
    let cases = names.isEmpty ? "" : "case \(names.joined(separator: ", "))"
    return "enum \(type): \(names.isEmpty ? "" : "String, ")CodingKey { \(cases) }"
  }

  /// The keys of what a case holds.
  private static func keys(of labels: [String?]) -> [String] {
    labels.enumerated().map { $0.element ?? "_\($0.offset)" }
  }

  /// `CircleCodingKeys` for the case `circle`.
  private static func keyType(_ name: String) -> String {
    let plain = name.filter { $0 != "`" }
    return plain.prefix(1).uppercased() + plain.dropFirst() + "CodingKeys"
  }
}
