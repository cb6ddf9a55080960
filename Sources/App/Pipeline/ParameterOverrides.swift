import Chapters

/// The values that a render gives to parameters in place of those that the chapters declare.
package struct ParameterOverrides: Hashable, Sendable {
  /// The profile that needs no declaration: the values in `params:` themselves.
  package static let defaultProfile = "quick"

  /// The profile whose values replace those of `params:`.
  package var profile: String
  /// Values by name, as written on the command line; they win over the profile's.
  package var values: [String: String]

  package init(profile: String = defaultProfile, values: [String: String] = [:]) {
    self.profile = profile
    self.values = values
  }

  /// Returns the chapters with their parameters set.
  ///
  /// - Throws: `PipelineError` for a profile or a parameter that no chapter declares, and for a value
  ///   of the wrong type.
  package func applied(to chapters: [Chapter]) throws -> [Chapter] {
    let profiles = Set(chapters.flatMap { $0.frontMatter.profiles.keys })
    guard profile == Self.defaultProfile || profiles.contains(profile) else {
      throw PipelineError.unknownProfile(profile, known: profiles.sorted())
    }
    let declared = Set(chapters.flatMap { $0.frontMatter.parameters.map(\.name) })
    for name in values.keys.sorted() where !declared.contains(name) {
      throw PipelineError.unknownParameter(name, nearest: nearestName(to: name, among: declared))
    }
    return try chapters.map { chapter in
      var chapter = chapter
      let ofProfile = chapter.frontMatter.profiles[profile] ?? []
      for index in chapter.frontMatter.parameters.indices {
        let parameter = chapter.frontMatter.parameters[index]
        if let value = ofProfile.first(where: { $0.name == parameter.name })?.value {
          chapter.frontMatter.parameters[index].value = value.adapted(to: parameter.value)
        }
        if let text = values[parameter.name] {
          chapter.frontMatter.parameters[index].value = try parameter.reading(text)
        }
      }
      return chapter
    }
  }
}

extension FrontMatter.Parameter {
  /// Reads `text` as a value of the type that the chapter declares.
  fileprivate func reading(_ text: String) throws -> Value {
    switch value {
    case .integer:
      guard let number = Int(text) else { throw mismatch(text, "a whole number") }
      return .integer(number)
    case .number:
      guard let number = Double(text) else { throw mismatch(text, "a number") }
      return .number(number)
    case .boolean:
      guard let flag = Bool(text) else { throw mismatch(text, "true or false") }
      return .boolean(flag)
    case .text:
      return .text(text)
    }
  }

  private func mismatch(_ text: String, _ expected: String) -> PipelineError {
    .badParameter(name: name, value: text, expected: expected)
  }
}

extension FrontMatter.Parameter.Value {
  /// Keeps the declared type where it can: with `rate: 0.1` declared, a profile's `rate: 1` is a number.
  fileprivate func adapted(to declared: Self) -> Self {
    switch (declared, self) {
    case (.number, .integer(let value)): .number(Double(value))
    case (.text, .integer(let value)): .text(String(value))
    case (.text, .number(let value)): .text(String(value))
    case (.text, .boolean(let value)): .text(String(value))
    default: self
    }
  }
}
