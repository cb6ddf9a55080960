/// The forms of value in which a chapter tells of itself.
extension Setting {
  /// An author's name, a list of names, or Quarto's groups that hold a `name:`.
  func authors() -> [String]? {
    guard node.scalar == nil else { return texts() }
    let people = node.sequence.map(Array.init) ?? [node]
    let names = people.map { person in
      person.scalar?.string
        ?? person.mapping?.first { $0.key.scalar?.string == "name" }?.value.scalar?.string
    }
    guard !names.contains(nil) else {
      reject(expected: "a name or a list of names")
      return nil
    }
    return names.compactMap(\.self)
  }

  /// A list of words, or one text with commas between them.
  func keywords() -> [String]? {
    guard node.scalar != nil else { return texts() }
    return text()?.split(separator: ",").map { String($0).trimmingSpace() }.filter { !$0.isEmpty }
  }

  /// A BCP 47 tag.
  func language() -> String? {
    guard let tag = text() else { return nil }
    guard tag.wholeMatch(of: /[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*/) != nil else {
      reject(expected: "the tag of a language, such as en, de or pt-BR")
      return nil
    }
    return tag.replacing("_", with: "-")
  }

  /// The named values of `params:` or of one profile, in the order written.
  func parameters() -> [FrontMatter.Parameter]? {
    settings()?.compactMap { $0.parameter() }
  }

  /// This setting as a named value.
  func parameter() -> FrontMatter.Parameter? {
    guard name.isSwiftIdentifier else {
      findings.error(
        at: namePosition, length: max(1, name.count),
        "parameter '\(name)' cannot be read as 'params.\(name)'",
        fix: "use letters, digits and '_' only, such as 'learning_rate' or 'learningRate'")
      return nil
    }
    return parameterValue.map { FrontMatter.Parameter(name: name, value: $0) }
  }

  private var parameterValue: FrontMatter.Parameter.Value? {
    switch scalar {
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .null, nil:
      reject(expected: "a number, a text, true or false")
      return nil
    }
  }
}

extension String {
  fileprivate var isSwiftIdentifier: Bool {
    guard let first, first.isLetter || first == "_" else { return false }
    return allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
