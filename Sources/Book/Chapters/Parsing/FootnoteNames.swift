/// The footnotes that a chapter refers to and those that it defines.
struct FootnoteNames {
  private var references: [(name: String, position: SourcePosition)] = []
  private var definitions: [(name: String, position: SourcePosition)] = []

  mutating func addReference(_ name: String, at position: SourcePosition) {
    references.append((name, position))
  }

  mutating func addDefinition(_ name: String, at position: SourcePosition) {
    definitions.append((name, position))
  }

  func report(to findings: Findings) {
    let defined = Set(definitions.map { $0.name.lowercased() })
    let referred = Set(references.map { $0.name.lowercased() })
    for reference in references where !defined.contains(reference.name.lowercased()) {
      findings.error(
        at: reference.position, length: reference.name.count + 3,
        "footnote '\(reference.name)' is not defined",
        fix: nearestName(to: reference.name, among: definitions.map(\.name))
          .map { "did you mean '[^\($0)]'?" }
          ?? "add a line '[^\(reference.name)]: …' below the paragraph")
    }
    var seen: Set<String> = []
    for definition in definitions {
      let name = definition.name.lowercased()
      if !seen.insert(name).inserted {
        findings.error(
          at: definition.position, length: definition.name.count + 3,
          "footnote '\(definition.name)' is defined twice")
      } else if !referred.contains(name) {
        findings.warning(
          at: definition.position, length: definition.name.count + 3,
          "footnote '\(definition.name)' is never referred to, and is left out")
      }
    }
  }
}
