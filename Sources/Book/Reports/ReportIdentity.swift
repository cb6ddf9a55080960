import Caching

/// Digests of all that a report shows: what a renderer made of a chapter stands for as long as the chapter
/// is the same.
package struct ReportIdentity: Encodable, Sendable {
  /// Of everything but the chapters.
  package let frame: String
  /// Of each chapter, in order.
  package let chapters: [String]

  /// Finds them, on all cores.
  package init(_ report: Report) async throws {
    let chapters = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for (index, chapter) in report.chapters.enumerated() {
        group.addTask { (index, try chapter.digest) }
      }
      let digests = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      return report.chapters.indices.compactMap { digests[$0] }
    }
    try self.init(report, chapters: chapters)
  }

  /// Makes the identity of a report whose chapters have known digests.
  init(_ report: Report, chapters: [String]) throws {
    var frame = report
    frame.chapters = []
    self.frame = try RenderStore.digest(of: frame)
    self.chapters = chapters
  }
}
