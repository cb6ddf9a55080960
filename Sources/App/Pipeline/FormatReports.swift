import Chapters
import Reports

/// The report as each format has it: one for all of them, unless the chapters hold parts that stand in
/// some formats only, as the hidden code that a notebook needs to be run.
package struct FormatReports {
  /// With the parts for all formats.
  package var common: Report
  private var own: [ReportFormat: Report] = [:]
  /// The identities that were known when the reports were made.
  private var identities: [ReportFormat?: ReportIdentity] = [:]

  /// The identities of the reports, each found once.
  final class Identities {
    private let reports: FormatReports
    private var known: [ReportFormat?: ReportIdentity] = [:]

    init(of reports: FormatReports) { self.reports = reports }

    func identity(of format: ReportFormat?) async throws -> ReportIdentity {
      let own = format.flatMap { reports.own[$0] == nil ? nil : $0 }
      if let known = known[own] ?? reports.identities[own] { return known }
      let identity = try await ReportIdentity(reports.report(for: format))
      known[own] = identity
      return identity
    }
  }

  package func report(for format: ReportFormat?) -> Report {
    format.flatMap { own[$0] } ?? common
  }

  /// Makes the reports by calling `build` once, or once more for each format that has its own.
  ///
  /// - Parameters:
  ///   - formats: Those that are rendered.
  ///   - chapters: The chapters of the report.
  ///   - needsNotebook: Whether notebooks have parts that pages have not; `nil` to look into the chapters.
  ///   - profile: The profile whose values the cells have.
  ///   - edition: The edition that is made.
  ///   - identify: Tells the identity of a report that was just made, where that takes less than to find it.
  ///   - build: Makes the report for an audience, and says what is wrong with it.
  /// - Returns: The reports, and what is wrong with any of them, each mistake once.
  package static func make(
    for formats: [ReportFormat], of chapters: [Chapter], needingNotebook needsNotebook: Bool? = nil,
    profile: String,
    edition: Edition = .instructor,
    identifying identify: (Report) -> ReportIdentity? = { _ in nil },
    build: (Audience) -> (report: Report, diagnostics: [Diagnostic])
  ) -> (reports: FormatReports, diagnostics: [Diagnostic]) {
    var audience = Audience(
      profile: profile, profiles: Set(chapters.flatMap(\.frontMatter.profiles.keys)),
      edition: edition)
    let (common, mistakes) = build(audience)
    var reports = FormatReports(common: common)
    reports.identities[nil] = identify(common)
    var diagnostics = mistakes
    let mentionsFormats = chapters.contains(where: \.mentionsFormats)
    let needsNotebook = needsNotebook ?? chapters.contains(where: \.hasMoreInNotebooks)
    for format in formats where mentionsFormats || format == .ipynb && needsNotebook {
      audience.format = format
      let (report, mistakes) = build(audience)
      reports.own[format] = report
      reports.identities[format] = identify(report)
      diagnostics += mistakes.filter { !diagnostics.contains($0) }
    }
    return (reports, diagnostics)
  }
}
