/// For whom a part of a chapter stands: Quarto's conditional content.
///
///     ::: {.content-visible when-format="html"}     stands on pages only
///     ::: {.content-hidden when-profile="quick"}    is left out with the profile 'quick'
///     [below]{.content-visible unless-format="pdf"}
///
/// Cells in a part that is left out are run like all others: those below may need them.
package struct ContentCondition: Hashable, Sendable {
  package enum Test: Hashable, Sendable {
    /// `when-format`, or `unless-format` where it is not expected.
    case format(Set<ReportFormat>, isExpected: Bool)
    /// `when-profile`, or `unless-profile` where it is not expected.
    case profile(Set<String>, isExpected: Bool)
  }

  /// Whether the part is left out where all tests hold; else it stands only there.
  package var isHidden: Bool
  package var tests: [Test]

  package init(isHidden: Bool, tests: [Test]) {
    self.isHidden = isHidden
    self.tests = tests
  }

  /// Whether the part stands in a report.
  ///
  /// - Parameters:
  ///   - format: The report's; `nil` for what is made of all formats together, such as the files of
  ///     figures, where a part of any of them stands.
  ///   - profile: The profile whose values the cells have.
  /// - Returns: False for a part that is left out.
  package func shows(in format: ReportFormat?, profile: String) -> Bool {
    let answers = tests.map { test in
      switch test {
      case .format(let formats, let isExpected): format.map { formats.contains($0) == isExpected }
      case .profile(let profiles, let isExpected): profiles.contains(profile) == isExpected
      }
    }
    return isHidden ? !answers.allSatisfy { $0 == true } : !answers.contains(false)
  }

  /// The profiles that it names.
  package var profiles: Set<String> {
    tests.reduce(into: []) { names, test in
      if case .profile(let profiles, _) = test { names.formUnion(profiles) }
    }
  }
}
