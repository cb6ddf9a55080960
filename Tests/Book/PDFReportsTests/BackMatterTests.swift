import Chapters
import Foundation
import PDFReports
import Reports
import Testing

/// Solutions and folded code stand at the end of a printed chapter.
@Suite struct BackMatterTests {
  let renderer: PDFRenderer

  init() throws {
    renderer = PDFRenderer(theme: try PDFTheme(yaml: sampleTheme, file: "theme.yml"))
  }

  private func printed(_ report: Report) async throws -> RenderedPDF {
    try RenderedPDF(try #require(try await renderer.files(for: report).first).bytes)
  }

  private func printed(_ blocks: [ReportBlock], language: String = "en") async throws -> RenderedPDF
  {
    var report = SampleBook.document(blocks)
    report.chapters[0].words = ReportWords(language: language)
    return try await printed(report)
  }

  /// The words of all pages, with one space between two of them.
  private func text(of pdf: RenderedPDF) throws -> String {
    try pdf.read(with: "pdftotext", then: ["-"]).split { $0.isWhitespace }.joined(separator: " ")
  }

  private func code(_ text: String, _ number: String?) -> ReportBlock {
    .code(
      CodeListing(
        lines: [[CodeToken(text, .plain)]], language: "swift", number: number,
        folding: number == nil ? .none : .folded))
  }

  private func figure(_ number: String?) -> ReportBlock {
    var figure = SampleBook.figure("1")
    figure.number = number
    figure.caption = number == nil ? [] : [.text("The loss.")]
    return .figure(figure)
  }

  private let sources: [ReportBlock] = [
    .heading(
      ReportHeading(
        level: 2, number: nil, content: [.text("References")],
        anchor: ReportChapter.anchorOfSources)),
    .list(start: 1, isTight: true, items: [[.paragraph([.text("A source of 1998.")])]]),
  ]

  /// Expects that `pieces` stand in a text, in their order.
  private func expect(_ text: String, has pieces: [String]) {
    var rest = text[...]
    for piece in pieces {
      let range = rest.firstRange(of: piece)
      #expect(range != nil, "'\(piece)' is not behind what was found in: \(text)")
      rest = rest[(range?.upperBound ?? rest.startIndex)...]
    }
  }

  @Test func `folded code stands before the sources, and the caption tells its number`()
    async throws
  {
    let pdf = try await printed(
      [
        .cell([code("open()", nil), .output("printed", isError: false)]),
        .cell([code("draw()", "Listing 1"), figure("Figure 4")]),
        .paragraph([.text("Text behind.")]),
      ] + sources)
    let text = try text(of: pdf)
    expect(
      text,
      has: [
        "open()", "printed", "Figure 4", "The loss. Code: Listing 1.", "Text behind.", "Listings",
        "Listing 1", "How Figure 4 was drawn.", "draw()", "References", "A source of 1998.",
      ])
    #expect(text.ranges(of: "draw()").count == 1)
    let plain = try pdf.read(with: "qpdf", ["--qdf", "--object-streams=disable"], then: ["-"])
    // The caption leads to the listing, and the listing to the figure.
    for place in ["sheet#back-matter:1", "sheet#fig-1"] {
      #expect(plain.contains("/Dest (\(place))"), "\(place)")
    }
    #expect(plain.contains("/Title (Listings)"))
  }

  @Test func `a table and a figure without a caption tell where their code is, too`() async throws {
    let text = try text(
      of: await printed([
        .cell([code("count()", "Listing 1"), .table(SampleBook.table("9"))]),
        .cell([code("plain()", "Listing 2"), figure(nil)]),
        .cell([code("quiet()", "Listing 3"), .output("a line", isError: false)]),
        code("shown()", "Listing 4"),
      ]))
    expect(
      text,
      has: [
        "Table 9", "Code: Listing 1.", "C3", "Code: Listing 2.", "Code: Listing 3.", "a line",
        "Code: Listing 4.", "Listings", "How Table 9 was computed.", "count()", "plain()",
        "quiet()", "shown()",
      ])
  }

  @Test func `a caption of its author's stands above folded code, and unfolded code stays`()
    async throws
  {
    guard case .code(var folded) = code("draw()", "Listing 1") else { return }
    folded.caption = [.text("Mine.")]
    var open = folded
    open.folding = .open
    let text = try text(
      of: await printed([.cell([.code(folded), figure("Figure 4")]), .paragraph([.text("End.")])]))
    expect(text, has: ["End.", "Listings", "Mine.", "draw()"])
    #expect(!text.contains("was drawn"))
    let unfolded = try self.text(
      of: await printed([.cell([.code(open), figure("Figure 4")]), .paragraph([.text("End.")])]))
    expect(unfolded, has: ["Mine.", "draw()", "Figure 4", "End."])
    #expect(!unfolded.contains("Listings") && !unfolded.contains("Code:"))
  }

  @Test func `solutions stand on pages behind those of their exercises`() async throws {
    let pdf = try await printed(
      [
        .division(
          kind: .exercise, anchor: "exr-a", title: [.text("Exercise 1")],
          content: [.paragraph([.text("Count them.")])]),
        .callout(
          Callout(
            kind: .note, title: [],
            content: [
              .division(
                kind: .solution, anchor: "sol-a", title: [.text("Solution of Exercise 1")],
                content: [
                  .paragraph([.text("Forty-two.")]),
                  .cell([code("solve()", "Listing S1"), .output("42", isError: false)]),
                ])
            ])),
        .division(
          kind: .exercise, anchor: "exr-b", title: [.text("Exercise 2")],
          content: [.paragraph([.text("Unsolved.")])]),
      ] + sources)
    let pages = try pdf.pages()
    let exercises = try #require(pages.firstIndex { $0.contains("Count them.") })
    let solutions = try #require(pages.firstIndex { $0.contains("Forty-two.") })
    #expect(exercises < solutions)
    #expect(!pages[exercises].contains("Forty-two") && pages[exercises].contains("Unsolved."))
    expect(
      try text(of: pdf),
      has: [
        "Exercise 1", "Solution", "Exercise 2", "Solutions", "Solution of Exercise 1",
        "Forty-two.", "Code: Listing S1.", "42", "Listings", "solve()", "References",
      ])
    let plain = try pdf.read(with: "qpdf", ["--qdf", "--object-streams=disable"], then: ["-"])
    #expect(plain.contains("/Dest (sheet#sol-a)") && !plain.contains("/Dest (sheet#sol-b)"))
  }

  @Test func `a chapter without either has no heading for them`() async throws {
    let text = try text(
      of: await printed(
        [
          .division(
            kind: .exercise, anchor: "exr-a", title: [.text("Exercise 1")],
            content: [.paragraph([.text("Count them.")])])
        ] + sources))
    for word in ["Solution", "Listings", "Code:"] { #expect(!text.contains(word), "\(word)") }
  }

  @Test func `a list of sources in a division of its author's stays behind its heading`()
    async throws
  {
    func heading(_ text: String) -> ReportBlock {
      .heading(ReportHeading(level: 2, number: nil, content: [.text(text)], anchor: text))
    }
    let list = ReportBlock.division(
      kind: .plain, anchor: ReportChapter.anchorOfSources, title: [],
      content: [.paragraph([.text("A source of 1998.")])])
    let cell = ReportBlock.cell([code("draw()", "Listing 1"), figure("Figure 4")])
    expect(
      try text(of: await printed([cell, heading("Sources"), list])),
      has: ["Listings", "draw()", "Sources", "A source"])
    expect(
      try text(of: await printed([cell, heading("Sources"), list, heading("Behind")])),
      has: ["Sources", "A source", "Behind", "Listings", "draw()"])
  }

  @Test func `the headings stand among the contents of a book, in the chapter's language`()
    async throws
  {
    var report = try SampleBook.report(chapterCount: 2, sectionCount: 1)
    report.chapters[1].words = ReportWords(language: "de")
    report.chapters[1].blocks += [
      .cell([code("draw()", "Listing 2.9"), figure("Abbildung 2.7")]),
      .division(
        kind: .solution, anchor: nil, title: [], content: [.paragraph([.text("So geht es.")])]),
    ]
    let pages = try await printed(report).pages()
    let lines = pages[1].split(separator: "\n")
    func folio(_ word: String) throws -> Int {
      let line = try #require(lines.first { $0.contains(word) })
      return try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }
    #expect(pages[try folio("Lösungen") - 1].contains("So geht es."))
    let listings = pages[try folio("Listings") - 1]
    #expect(listings.contains("Wie Abbildung 2.7 gezeichnet wurde."))
    #expect(pages.joined().contains("Code: Listing 2.9."))
  }
}
