import Caching

/// Turns a report into files of one format.
package protocol ReportRenderer: Sendable {
  /// Returns the files of the format, each of which is made when it is asked for.
  ///
  /// - Parameters:
  ///   - report: What they show.
  ///   - identity: Its own, which takes longer to find than to look up all that is kept under it.
  /// - Returns: The files, without touching the disk.
  /// - Throws: Whatever keeps the format from being made.
  func contents(for report: Report, identity: ReportIdentity) async throws -> [RenderedContent]
}

extension ReportRenderer {
  /// Returns the files of the format, made.
  package func files(for report: Report) async throws -> [RenderedFile] {
    try await contents(for: report, identity: try await ReportIdentity(report)).made {
      RenderedFile(path: $0.path, bytes: try await $0.content.bytes)
    }
  }
}

/// A file that a renderer can make, and where it belongs.
package struct RenderedContent: Sendable {
  /// Relative to the output folder, such as `html/03-lenet-5.html`.
  package var path: String
  package var content: KeptBytes

  package init(path: String, content: KeptBytes) {
    self.path = path
    self.content = content
  }
}

extension [RenderedContent] {
  /// Makes something of each, two at once: while one is drawn, which one thread does, another is finished.
  package func made<Made: Sendable>(
    _ make: @escaping @Sendable (RenderedContent) async throws -> Made
  ) async throws -> [Made] {
    try await withThrowingTaskGroup(of: (Int, Made).self) { group in
      var waiting = enumerated().makeIterator()
      func startNext() {
        guard let (index, content) = waiting.next() else { return }
        group.addTask { (index, try await make(content)) }
      }
      for _ in 0..<2 { startNext() }
      var made: [Int: Made] = [:]
      while let (index, one) = try await group.next() {
        made[index] = one
        startNext()
      }
      return indices.compactMap { made[$0] }
    }
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
