import Foundation
import HTMLReports
import Reports
import Testing

/// The sample report as pages, made with the templates that come with Convolume.
enum SamplePages {
  static let templateFolder = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../templates/html").standardized.path

  static func files(of report: Report) async throws -> [RenderedFile] {
    let files = try await HTMLRenderer(templateFolder: templateFolder, linksToPDF: true)
      .files(for: report)
    // What is said of each page is said of some.
    try #require(!files.isEmpty)
    return files
  }

  /// Returns one page of the sample book.
  static func page(_ path: String) async throws -> String {
    let files = try await files(of: SampleReport.book())
    return try #require(files.first { $0.path == path }, "no page at \(path)").text
  }
}

extension RenderedFile {
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
