import Caching

/// Digests of all that a report shows: what a renderer made of a chapter stands for as long as the chapter
/// is the same.
package struct ReportIdentity: Encodable, Sendable {
  /// Of everything but the chapters.
  package let frame: String
  /// Of each chapter, in order.
  package let chapters: [String]

  package init(_ report: Report) throws {
    var frame = report
    frame.chapters = []
    self.frame = try RenderStore.digest(of: frame)
    chapters = try report.chapters.map { try RenderStore.digest(of: $0) }
  }
}
