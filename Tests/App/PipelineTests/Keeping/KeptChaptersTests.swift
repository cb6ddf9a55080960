import Foundation
import Pipeline
import Reports
import Synchronization
import TestSupport
import Testing

/// Which chapters a render takes over from the last one, and which it reads and builds again.
@Suite struct KeptChaptersTests {
  /// Tells which chapters it was given without their text.
  private final class Witness: ReportRenderer {
    private let outline = OutlineRenderer()
    private let seen = Mutex<Set<String>>([])

    /// The chapters that were taken over.
    var taken: Set<String> { seen.withLock { $0 } }

    func contents(
      for report: Report, identity: ReportIdentity
    ) async throws -> [RenderedContent] {
      let taken = report.chapters.filter { !$0.isWhole }.map(\.slug)
      seen.withLock { $0 = Set(taken) }
      return outline.contents(for: report, identity: identity)
    }
  }

  private static let chapters = [
    "01-first.md": "# First\n\n## A section {#sec-one}\n\nSome words.\n\n![A picture](../a.svg)\n",
    "02-second.md":
      "---\nbibliography: sources.bib\n---\n\n# Second\n\nSee @sec-one. It is said [@known].\n",
    "03-third.md": "# Third\n\nOther words.\n",
  ]

  private let book: SmallBook

  init() throws {
    book = try SmallBook(Self.chapters)
    try book.folder.write(picture(1), to: "a.svg")
    try book.folder.write(
      "@misc{known, author = {Known, A.}, year = 1998}", to: "chapters/sources.bib")
  }

  private func picture(_ radius: Int) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="\(radius)"/></svg>
    """
  }

  private func replace(_ old: String, with new: String, in file: String) throws {
    let text = try book.folder.text(of: file)
    try #require(text.contains(old))
    try book.folder.write(text.replacing(old, with: new), to: file)
  }

  /// Renders until the last render is one that the next may rely on, and makes sure that it does.
  private func settle() async throws {
    try await book.settle()
    try replace("words", with: "words words", in: "chapters/03-third.md")
    try #require(try await taken() == ["01-first", "02-second"])
    try await book.settle()
  }

  /// Renders; returns what was taken over, and compares what was written with what a render writes that takes
  /// over nothing.
  private func taken() async throws -> Set<String> {
    let witness = Witness()
    let outcome = try await book.outcome(witness)
    try #require(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    let warm = try outputs()
    _ = try await book.outcome(OutlineRenderer(), arguments: ["another", UUID().uuidString])
    #expect(try outputs() == warm)
    return witness.taken
  }

  private func outputs() throws -> [String: Data] {
    let files = book.folder.files().filter { $0.hasPrefix("output/") }
    return try Dictionary(uniqueKeysWithValues: files.map { ($0, try book.folder.bytes(of: $0)) })
  }

  private enum Change: CaseIterable {
    /// The last one stays: there is one chapter more from then on.
    case word, picture, sources, section, setting, results, chapter

    /// The chapters that stand after the change.
    var taken: Set<String> {
      switch self {
      case .word: ["02-second", "03-third"]
      case .picture: ["02-second", "03-third"]
      case .sources: ["01-first", "03-third"]
      // Another number for the section that the second chapter names.
      case .section: []
      case .setting, .chapter, .results: []
      }
    }
  }

  private func make(_ change: Change) throws {
    switch change {
    case .word: try replace("Some words", with: "Some other words", in: "chapters/01-first.md")
    case .picture: try book.folder.write(picture(2), to: "a.svg")
    case .sources: try replace("1998", with: "1999", in: "chapters/sources.bib")
    case .section: try replace("## A", with: "## One before\n\n## A", in: "chapters/01-first.md")
    case .setting: try replace("Small", with: "Large", in: "_convolume.yml")
    case .chapter: try book.folder.write("# Fourth\n\nText.\n", to: "chapters/04-fourth.md")
    case .results:
      try FileManager.default.removeItem(
        at: book.folder.url.appending(path: "output/results/01-first.json"))
    }
  }

  @Test func `after an edit only what it touches is built, and files are those of a whole render`()
    async throws
  {
    for change in Change.allCases {
      try await settle()
      try make(change)
      #expect(try await taken() == change.taken, "\(change)")
    }
  }

  @Test func `what the text of a chapter says twice is told, though the other one is taken over`()
    async throws
  {
    try await settle()
    try replace("# Third", with: "# Third\n\n## Again {#sec-one}", in: "chapters/03-third.md")
    let outcome = try await book.outcome(Witness())
    let mistake = try #require(outcome.diagnostics.first)
    #expect(mistake.message == "label 'sec-one' is taken")
    #expect(mistake.file == "chapters/03-third.md")
    #expect(mistake.why?.contains("chapters/01-first.md:3:") == true)
  }

  @Test func `a chapter with a warning is read each time, and its warning told`() async throws {
    try replace(
      "Some words.", with: "Some words [@unknown].", in: "chapters/01-first.md")
    for turn in 0..<3 {
      try await book.settle()
      try replace("words", with: "more words", in: "chapters/03-third.md")
      let witness = Witness()
      let outcome = try await book.outcome(witness)
      #expect(outcome.diagnostics.map(\.file) == ["chapters/01-first.md"], "turn \(turn)")
      #expect(!witness.taken.contains("01-first"))
    }
  }

  @Test func `a damaged record costs time only`() async throws {
    try await settle()
    let records = book.folder.files().filter { $0.hasSuffix("-chapters") }
    try #require(!records.isEmpty)
    for record in records {
      try book.folder.write(try book.folder.bytes(of: record).dropLast(), to: record)
    }
    try replace("words", with: "words words", in: "chapters/03-third.md")
    #expect(try await taken() == [])
  }
}
