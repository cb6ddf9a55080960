import Chapters
import Foundation
import PDFReports
import Reports
import TestSupport
import Testing

/// What a report's own settings make of its PDF.
@Suite struct ReportSettingsTests {
  private static let templates = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../templates/pdf").standardized.path

  private func pdf(
    language: String = "en", patterns folder: TemporaryFolder? = nil, text: String = "Text.",
    _ change: (inout Report) -> Void = { _ in }
  ) async throws -> RenderedPDF {
    let file = folder?.url.appending(path: "hyph_en_US.dic").path ?? PDFTheme.englishPatterns
    let theme = try PDFTheme(templateFolder: Self.templates, hyphenationFile: file)
    var report = Report(
      kind: .document, fileName: "sheet", title: "Sheet", language: language,
      chapters: [
        ReportChapter(
          number: 1, title: [.text("Sheet")], slug: "sheet", blocks: [.paragraph([.text(text)])],
          words: ReportWords(language: language))
      ])
    change(&report)
    let files = try await PDFRenderer(theme: theme).files(for: report)
    return try RenderedPDF(try #require(files.first).bytes)
  }

  @Test func `words are divided as the chapter's language has it, or not at all`() async throws {
    let folder = try TemporaryFolder()
    // Every word may be divided before a 'd', with the patterns in Latin 1, as some packages have them.
    try folder.write("UTF-8\n1x\n", to: "hyph_en_US.dic")
    let german = try #require("ISO8859-1\n1d\nü1b\n".data(using: .isoLatin1))
    try folder.write(german, to: "hyph_de_DE.dic")
    let text = String(repeating: "abcdabcdabcdabcdabcd ", count: 60)
    func hyphens(_ language: String) async throws -> Int {
      try await pdf(language: language, patterns: folder, text: text).pages().joined()
        .split(separator: "\n").count { $0.hasSuffix("-") }
    }
    #expect(try await hyphens("de") > 3)
    #expect(try await hyphens("de-AT") > 3)
    #expect(try await hyphens("en") == 0)
    #expect(try await hyphens("fr") == 0)
  }

  @Test func `the paper is the one that was asked for`() async throws {
    let size = try await pdf { $0.settings.paper = .letter }.information("Page size")
    #expect(size == "612 x 792 pts (letter)")
  }

  @Test func `larger type takes more lines, in the family that was asked for`() async throws {
    let text = String(repeating: "words on a page ", count: 60)
    func lines(_ change: (inout Report) -> Void) async throws -> Int {
      try await pdf(text: text, change).pages().joined().split(separator: "\n").count
    }
    let usual = try await lines { _ in }
    #expect(try await lines { $0.settings.fontSize = 16 } > usual + 3)
    let fonts = try await pdf { $0.settings.mainFont = "Lato" }.read(with: "pdffonts")
    #expect(!fonts.contains("Pagella-Regular"))
    let missing = await #expect(throws: MissingFont.self) {
      try await pdf { $0.settings.mainFont = "No Such Font" }
    }
    #expect(missing?.family == "No Such Font")
  }

  @Test func `keywords, subject and rights stand in the file's properties`() async throws {
    let pdf = try await pdf { report in
      report.keywords = ["CNN", "pooling & padding"]
      report.summary = "What a window sees."
      report.rights = ["CC BY 4.0"]
    }
    #expect(try pdf.information("Keywords") == "CNN, pooling & padding")
    #expect(try pdf.information("Subject") == "What a window sees.")
    let metadata = try pdf.read(with: "pdfinfo", ["-meta"])
    #expect(metadata.contains("<rdf:li>pooling &amp; padding</rdf:li>"))
    #expect(metadata.contains("<dc:rights>"))
    #expect(try pdf.pages().joined().contains("CC BY 4.0"))
  }

  @Test func `fixed words are the language's`() async throws {
    let pages = try await pdf(language: "de") {
      $0.provenance = [.init(name: "Engine", value: "1")]
    }
    .pages().joined()
    #expect(pages.contains("Kapitel 1"))
    #expect(pages.contains("Wie die Ergebnisse entstanden"))
  }
}
