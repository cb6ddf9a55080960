import Chapters
import Foundation
import Pipeline
import Reports
import Testing

/// This repository's own book, as far as it can be checked without running a cell.
@Suite struct HandoutsTests {
  private static let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  private func book() throws -> (report: Report, diagnostics: [Diagnostic]) {
    let project = try Project.find(from: Self.root)
    let builder = ReportBuilder(
      highlight: { _, _ in [] },
      readResource: { Array(try Data(contentsOf: Self.root.appending(path: $0))) })
    return builder.book(
      project.configuration, chapters: try project.chapters().map { .init($0, results: []) })
  }

  @Test func `chapters are numbered from 0, and what stands behind them by letters`() throws {
    let chapters = try book().report.chapters
    #expect(
      chapters.map(\.number?.description) == ["0", "1", "2", "3", "4", "A", "B", "C"])
    #expect(chapters.first?.slug == "00-before-you-begin")
    #expect(
      chapters.suffix(3).map(\.slug)
        == ["90-layer-sheet", "91-glossary", "92-where-it-comes-from"])
  }

  @Test func `whatever a chapter cites is in the file of sources`() throws {
    let messages = try book().diagnostics.map(\.message)
    #expect(messages.filter { $0.hasPrefix("no source") || $0.contains("bibliography") } == [])
  }

  @Test func `the last page lists every source`() throws {
    let sources = Bibliography(
      Array(try Data(contentsOf: Self.root.appending(path: "chapters/references.bib"))),
      path: "references.bib")
    #expect(sources.diagnostics.isEmpty)
    let last = try #require(try book().report.chapters.last)
    guard case .division(.references, _, _, let content)? = last.blocks.last,
      case .list(_, _, let items)? = content.last
    else {
      Issue.record("the last page ends without a list")
      return
    }
    #expect(items.count == sources.entries.count)
  }
}
