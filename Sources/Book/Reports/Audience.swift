import Chapters

/// For whom a report is made, as far as its content depends on it.
package struct Audience: Hashable, Sendable {
  /// `nil` for all formats together.
  package var format: ReportFormat?
  package var profile: String
  /// All that a condition may name.
  package var profiles: Set<String>
  package var edition: Edition

  package init(
    format: ReportFormat? = nil, profile: String = FrontMatter.defaultProfile,
    profiles: Set<String> = [], edition: Edition = .instructor
  ) {
    self.edition = edition
    self.format = format
    self.profile = profile
    self.profiles = profiles.union([profile, FrontMatter.defaultProfile])
  }
}
