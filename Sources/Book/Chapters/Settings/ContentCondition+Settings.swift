extension ContentCondition {
  /// The attributes that say for whom a part is.
  static let table = SettingTable<[Test]>(kind: "attribute") { table in
    for (name, isExpected) in [("when-format", true), ("unless-format", false)] {
      table.add(name) { setting, tests in
        guard let formats = setting.words().flatMap({ setting.formats($0) }) else { return }
        tests.append(.format(Set(formats), isExpected: isExpected))
      }
    }
    for (name, isExpected) in [("when-profile", true), ("unless-profile", false)] {
      table.add(name) { setting, tests in
        guard let profiles = setting.words() else { return }
        tests.append(.profile(Set(profiles.map(\.name)), isExpected: isExpected))
      }
    }
    table.refuse(
      "when-meta", "unless-meta", why: "settings of a chapter are no conditions",
      fix: "declare a profile, and write 'when-profile'")
  }

  /// The condition of a part with such classes, whose attributes hold `tests`; `nil` for one that
  /// always stands.
  init?(_ attributes: Attributes, tests: [Test]) {
    let isHidden = attributes.classes.contains(Self.hiddenClass)
    guard isHidden || attributes.classes.contains(Self.visibleClass) else { return nil }
    self.init(isHidden: isHidden, tests: tests)
  }

  static let visibleClass = "content-visible"
  static let hiddenClass = "content-hidden"

  /// Tells of a condition in `attributes` that nothing makes one of.
  static func reportIdle(
    _ attributes: Attributes, at position: SourcePosition, length: Int, to findings: Findings
  ) {
    let names = table.names.intersection(attributes.values.keys)
    guard let name = names.min() else { return }
    findings.warning(
      at: position, length: length,
      "'\(name)' has no effect without '.\(visibleClass)' or '.\(hiddenClass)'",
      fix: "write '.\(visibleClass)' for a part that stands only then")
  }
}

extension Setting {
  /// The words of a text, which spaces or commas part.
  fileprivate func words() -> [(name: String, position: SourcePosition)]? {
    let words = (text() ?? "").split { $0 == " " || $0 == "," }.map(String.init)
    guard !words.isEmpty else {
      reject(expected: "a name")
      return nil
    }
    return words.map { ($0, position) }
  }
}
