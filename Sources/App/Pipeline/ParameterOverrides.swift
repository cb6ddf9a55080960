import Chapters
import Foundation

/// The values that a render gives to parameters in place of those that the chapters declare.
package struct ParameterOverrides: Equatable, Sendable {
  /// The profile whose values replace those of `params:`.
  package var profile: String
  /// Values by name, as written on the command line; they win over the profile's.
  package private(set) var values: [String: String]
  /// Of values that a file gives: where they stand.
  private var entries: [String: ParameterFile.Entry] = [:]

  package init(profile: String = FrontMatter.defaultProfile, values: [String: String] = [:]) {
    self.profile = profile
    self.values = values
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.profile == right.profile && left.values == right.values
  }

  /// Gives a parameter a value in place of any that it was given before.
  package mutating func set(_ name: String, to value: String) {
    values[name] = value
    entries[name] = nil
  }

  /// Takes over the values of a YAML file.
  ///
  /// - Throws: `PipelineError.unreadable`, or `.badParameterFile` with the line that is wrong.
  package mutating func read(file path: String) throws {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw PipelineError.unreadable(path: path, reason: error.fileReason)
    }
    let file = ParameterFile(bytes, path: path)
    guard file.diagnostics.isEmpty else {
      throw PipelineError.badParameterFile(
        file.diagnostics.map(\.description).joined(separator: "\n"))
    }
    for entry in file.entries {
      values[entry.name] = entry.value
      entries[entry.name] = entry
    }
  }

  /// Returns the chapters with their parameters set.
  ///
  /// - Throws: `PipelineError` for a profile or a parameter that no chapter declares, and for a value
  ///   of the wrong type.
  package func applied(to chapters: [Chapter]) throws -> [Chapter] {
    let profiles = Set(chapters.flatMap { $0.frontMatter.profiles.keys })
    guard profile == FrontMatter.defaultProfile || profiles.contains(profile) else {
      throw PipelineError.unknownProfile(profile, known: profiles.sorted())
    }
    let declared = Set(chapters.flatMap { $0.frontMatter.parameters.map(\.name) })
    for name in values.keys.sorted() where !declared.contains(name) {
      throw unknown(name, declared: declared)
    }
    return try chapters.map { chapter in
      var chapter = chapter
      let ofProfile = chapter.frontMatter.profiles[profile] ?? []
      for index in chapter.frontMatter.parameters.indices {
        let parameter = chapter.frontMatter.parameters[index]
        if let value = ofProfile.first(where: { $0.name == parameter.name })?.value {
          chapter.frontMatter.parameters[index].value = try parameter.adapting(value)
        }
        if let text = values[parameter.name] {
          do {
            chapter.frontMatter.parameters[index].value = try parameter.reading(text)
          } catch let error as PipelineError {
            guard let entry = entries[parameter.name] else { throw error }
            throw PipelineError.badParameterFile(entry.valueError(error.description).description)
          }
        }
      }
      return chapter
    }
  }

  private func unknown(_ name: String, declared: Set<String>) -> PipelineError {
    let nearest = nearestName(to: name, among: declared.sorted())
    guard let entry = entries[name] else { return .unknownParameter(name, nearest: nearest) }
    let mistake = entry.error(
      "no chapter declares a parameter '\(name)'",
      fix: nearest.map { "did you mean '\($0)'?" } ?? "declare it under 'params:' first")
    return .badParameterFile(mistake.description)
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

extension FrontMatter.Parameter {
  /// Returns a profile's value in the declared type: with `rate: 0.1` declared, `rate: 1` is a number.
  fileprivate func adapting(_ other: Value) throws -> Value {
    switch (value, other) {
    case (.number, .integer(let value)): .number(Double(value))
    case (.text, _): .text(other.text)
    case (.integer, .integer), (.number, .number), (.boolean, .boolean): other
    case (.integer, _): throw mismatch(other.text, "a whole number")
    case (.number, _): throw mismatch(other.text, "a number")
    case (.boolean, _): throw mismatch(other.text, "true or false")
    }
  }
}
