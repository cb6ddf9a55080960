import Caching
import Chapters
import Foundation
import PDFReports
import Reports
import TestSupport
import Testing

/// A document that is joined of kept pages has the bytes of one that is drawn from nothing.
@Suite struct WarmPDFTests {
  private let folder: TemporaryFolder
  private let theme: PDFTheme

  init() throws {
    folder = try TemporaryFolder()
    theme = try PDFTheme(yaml: sampleTheme, file: "theme.yml")
  }

  private var kept: PDFRenderer {
    PDFRenderer(theme: theme, keepingIn: RenderStore(folder: folder.url.path) { "maker" })
  }

  private func anew(_ report: Report) async throws -> [RenderedFile] {
    try await PDFRenderer(theme: theme).files(for: report)
  }

  /// A paragraph more on top of a chapter.
  private func added(_ text: String, to chapter: inout ReportChapter) {
    chapter.blocks.insert(.paragraph([.text(text)]), at: 0)
  }

  /// Edits, each of which is made on top of those above.
  private enum Edit: CaseIterable {
    case word, pagesMore, heading, reference, chapter, title

    func make(in report: inout Report, _ test: WarmPDFTests) throws {
      switch self {
      case .word: test.added("One word more.", to: &report.chapters[0])
      case .pagesMore:
        for _ in 0..<20 { test.added(SampleBook.prose(9), to: &report.chapters[0]) }
      case .heading:
        report.chapters[0].blocks.append(
          .heading(
            ReportHeading(
              level: 2, number: "1.9", content: [.text("A section more")], anchor: "sec-more")))
      case .reference:
        report.chapters[1].blocks.append(
          .paragraph([
            .link(
              target: .inside(chapter: SampleBook.slug(1), anchor: "sec-more"),
              content: [.text("the section more")])
          ]))
      case .chapter: report.chapters.append(try SampleBook.chapter(4, sectionCount: 1))
      case .title: report.title = "Another title"
      }
    }
  }

  @Test func `every file after an edit is that of a render from nothing`() async throws {
    var report = try SampleBook.report(chapterCount: 3, sectionCount: 2)
    _ = try await kept.files(for: report)
    for edit in Edit.allCases {
      try edit.make(in: &report, self)
      let (warm, cold) = (try await kept.files(for: report), try await anew(report))
      #expect(warm.map(\.path) == cold.map(\.path))
      for (one, other) in zip(warm, cold) {
        #expect(one.bytes == other.bytes, "\(one.path) after \(edit)")
      }
      // And what was kept meanwhile is the same still.
      #expect(try await kept.files(for: report) == cold)
    }
  }

  @Test func `after a word more, only the pages of its chapter are drawn`() async throws {
    var report = try SampleBook.report(chapterCount: 3, sectionCount: 2)
    _ = try await kept.files(for: report)
    let before = Set(folder.files())
    added("One word more.", to: &report.chapters[1])
    let files = try await kept.files(for: report)
    let new = Set(folder.files()).subtracting(before)
    // The chapter's outline, its layout, its pages in the book and the handout, the last one in each of
    // the two, and both documents.
    #expect(new.count == 7)
    let pages = try RenderedPDF(try #require(files.first).bytes).pages()
    #expect(pages.contains { $0.contains("One word more.") })
  }

  @Test func `pages that were damaged on disk are drawn again`() async throws {
    var report = try SampleBook.report(chapterCount: 2, sectionCount: 1)
    _ = try await kept.files(for: report)
    for file in folder.files() {
      var bytes = try folder.bytes(of: file)
      bytes[bytes.count * 2 / 3] ^= 1
      try folder.write(bytes, to: file)
    }
    added("One word more.", to: &report.chapters[1])
    #expect(try await kept.files(for: report) == anew(report))
  }

  @Test func `a book leads to the places of all its chapters, on their pages`() async throws {
    let report = try SampleBook.report(chapterCount: 3, sectionCount: 2)
    let book = try RenderedPDF(try #require(try await anew(report).first).bytes)
    let pages = try book.pages()
    let places = try book.read(with: "pdfinfo", ["-dests"]).split(separator: "\n").dropFirst()
    func page(_ name: String) throws -> String {
      let line = try #require(places.first { $0.hasSuffix("\"\(name)\"") }, "\(name)")
      let number = try #require(line.split(separator: " ").first.flatMap { Int($0) })
      return pages[number - 1]
    }
    for chapter in 1...3 {
      #expect(try page("0\(chapter)-sample#0\(chapter)-sample").contains("Chapter \(chapter)"))
      for section in 1...2 {
        let id = "\(chapter).\(section)"
        #expect(try page("0\(chapter)-sample#sec-\(id)").contains(id))
        #expect(try page("0\(chapter)-sample#fig-\(id)").contains("Figure \(id)"))
      }
    }
    let plain = try book.read(with: "qpdf", ["--qdf", "--object-streams=disable"], then: ["-"])
    for chapter in 1...3 {
      #expect(plain.contains("/Dest (0\(chapter)-sample#0\(chapter)-sample)"), "in the outline")
    }
  }
}
