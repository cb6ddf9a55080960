/// Turns a report into files of one format.
package protocol ReportRenderer: Sendable {
  /// Returns the files of the format, without touching the disk.
  ///
  /// - Parameters:
  ///   - report: What they show.
  ///   - identity: Its own, which takes longer to find than to look up all that is kept under it.
  /// - Returns: The files.
  /// - Throws: Whatever keeps the format from being made.
  func files(for report: Report, identity: ReportIdentity) async throws -> [RenderedFile]
}

extension ReportRenderer {
  /// Returns the files of the format, without touching the disk.
  package func files(for report: Report) async throws -> [RenderedFile] {
    try await files(for: report, identity: try await ReportIdentity(report))
  }
}

/// A file that a renderer made, and where it belongs.
package struct RenderedFile: Hashable, Sendable {
  /// Relative to the output folder, such as `html/03-lenet-5.html`.
  package var path: String
  package var bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
