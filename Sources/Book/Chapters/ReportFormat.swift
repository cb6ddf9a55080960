/// A format that reports are made in, by the name that `--to`, `format:` and conditions call it.
package enum ReportFormat: String, CaseIterable, Hashable, Encodable, Sendable {
  case html, pdf, ipynb
}
