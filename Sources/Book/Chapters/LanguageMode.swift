/// The rules of Swift by which the cells of a chapter are compiled: `swift-version` in its settings.
package enum LanguageMode: String, Hashable, Comparable, Sendable {
  /// What `swiftc` takes for a script that says nothing else.
  case five = "5"
  /// With data races as errors.
  case six = "6"

  package static func < (earlier: LanguageMode, later: LanguageMode) -> Bool {
    earlier == .five && later == .six
  }
}
