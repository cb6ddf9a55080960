/// Turns a report into files of one format.
package protocol ReportRenderer: Sendable {
  /// Returns the files of the format, without touching the disk.
  func files(for report: Report) async throws -> [RenderedFile]
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
