import Chapters
import Foundation
import MathTypesetting
import PDFReports
import Plots
import Reports
import Testing

@Suite struct PDFRendererTests {
  let renderer: PDFRenderer

  init() throws {
    renderer = PDFRenderer(theme: try PDFTheme(yaml: sampleTheme, file: "theme.yml"))
  }

  func pdf(of report: Report, path: String? = nil) async throws -> RenderedPDF {
    let files = try await renderer.files(for: report)
    let file = try #require(files.first { path == nil || $0.path == path })
    return try RenderedPDF(file.bytes)
  }

  func sheet(_ blocks: [ReportBlock]) async throws -> RenderedPDF {
    try await pdf(of: SampleBook.document(blocks))
  }

  @Test func `a book becomes one file, and one more for each chapter`() async throws {
    let files = try await renderer.files(for: SampleBook.report(chapterCount: 2, sectionCount: 1))
    #expect(files.map(\.path) == ["pdf/sample.pdf", "pdf/01-sample.pdf", "pdf/02-sample.pdf"])
  }

  @Test func `two renders give the same bytes`() async throws {
    let report = try SampleBook.report(chapterCount: 1, sectionCount: 2)
    #expect(try await renderer.files(for: report) == renderer.files(for: report))
  }

  @Test func `documents set at once are those that are set one after the other`() async throws {
    let report = try SampleBook.report(chapterCount: 2, sectionCount: 2)
    let alone = try await renderer.files(for: report)
    let together = try await withThrowingTaskGroup(of: [RenderedFile].self) { group in
      for _ in 0..<3 { group.addTask { [renderer] in try await renderer.files(for: report) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together == Array(repeating: alone, count: 3))
  }

  @Test func `qpdf finds no fault, and every font is embedded`() async throws {
    let pdf = try await pdf(of: SampleBook.report())
    #expect(try pdf.read(with: "qpdf", ["--check"]).contains("No syntax or stream encoding errors"))
    let fonts = try pdf.read(with: "pdffonts").split(separator: "\n").dropFirst(2)
    #expect(fonts.count > 4)
    for font in fonts { #expect(font.contains(" yes yes yes ")) }
  }

  @Test func `line plots are drawn, not stored as pictures`() async throws {
    let list = try await pdf(of: SampleBook.report()).read(with: "pdfimages", ["-list"])
    #expect(list.split(separator: "\n").count == 2)
  }

  @Test func `the contents name the page on which each chapter starts`() async throws {
    let pages = try await pdf(of: SampleBook.report()).pages()
    let entry = try #require(
      pages[1].split(separator: "\n").first { $0.contains("Chapter title 2") })
    let folio = try #require(entry.split(separator: " ").last.flatMap { Int($0) })
    #expect(pages[folio - 1].contains("Chapter 2"))
  }

  @Test func `ligatures are read as letters`() async throws {
    let text = try await pdf(of: SampleBook.report()).pages().joined()
    #expect(text.contains("efficient flow"))
    #expect(!text.contains("\u{FB01}") && !text.contains("\u{FB03}"))
  }

  @Test func `the structure has headings, tables with header cells, lists and figures`()
    async throws
  {
    let structure = try await pdf(of: SampleBook.report()).read(with: "pdfinfo", ["-struct"])
    #expect(structure.hasPrefix("Document"))
    for tag in ["H1", "H2", "H3", "TH", "TD", "TR", "Lbl", "LBody", "Figure", "Formula", "Note"] {
      #expect(structure.contains(tag), "\(tag)")
    }
  }

  @Test func `figures have alternative texts, and the file its language and title`() async throws {
    let pdf = try await pdf(of: SampleBook.report(chapterCount: 1, sectionCount: 1))
    let plain = try pdf.read(with: "qpdf", ["--qdf", "--object-streams=disable"], then: ["-"])
    #expect(plain.contains("/Alt (Loss falls over 1.1)"))
    #expect(plain.contains("/Lang (en)"))
    #expect(plain.contains("/DisplayDocTitle true"))
    #expect(!plain.contains("/CreationDate"))
    #expect(try pdf.information("Title") == "Convolutional Networks")
    #expect(try pdf.information("Tagged") == "yes")
  }

  @Test
  func `a reference to another chapter leads to its page in the book, and to the other handout`()
    async throws
  {
    let report = try SampleBook.report()
    let plain = ["--qdf", "--object-streams=disable"]
    let book = try await pdf(of: report).read(with: "qpdf", plain, then: ["-"])
    let second = try await pdf(of: report, path: "pdf/02-sample.pdf")
      .read(with: "qpdf", plain, then: ["-"])
    #expect(book.contains("/Dest (01-sample#fig-1.1)"))
    #expect(!book.contains("/GoToR"))
    #expect(!second.contains("/Dest (01-sample#fig-1.1)"))
    let action = try #require(second.firstMatch(of: /\/A <<\s+([^>]*)>>\s+\/BS/)).output.1
    #expect(
      action.split(whereSeparator: \.isWhitespace) == [
        "/D", "(01-sample#fig-1.1)", "/F", "(01-sample.pdf)", "/S", "/GoToR",
      ])
    #expect(second.contains("/Dest (02-sample#"))
    #expect(second.contains("https://swift.org"))
  }

  @Test func `a page has one number in the book and another in its handout`() async throws {
    let report = try SampleBook.report(chapterCount: 3, sectionCount: 3)
    let book = try await pdf(of: report).pages()
    func folio(_ page: String) -> Int? {
      page.split(separator: "\n").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    }
    for (index, page) in book.enumerated().dropFirst() { #expect(folio(page) == index + 1) }
    #expect(folio(book[0]) == nil)
    for chapter in 1...3 {
      let pages = try await pdf(of: report, path: "pdf/0\(chapter)-sample.pdf").pages()
      #expect(pages.count > 1)
      #expect(pages.compactMap(folio) == Array(1...pages.count))
      // But for the number it is the book's page.
      let text = pages[0].split(separator: "\n").dropLast()
      #expect(book.contains { $0.split(separator: "\n").dropLast() == text })
    }
  }

  @Test func `a chapter that fits a sheet stays on it, at the cost of the room above its title`()
    async throws
  {
    var report = try SampleBook.report(chapterCount: 2, sectionCount: 1)
    var tops: [Int: Set<Double>] = [:]
    for lines in 20..<45 {
      report.chapters[1].blocks = (0..<lines).map { .paragraph([.text("Line \($0).")]) }
      let handout = try await pdf(of: report, path: "pdf/02-sample.pdf")
      let words = try handout.read(with: "pdftotext", ["-bbox"], then: ["-"])
      let top = try #require(words.firstMatch(of: /<word xMin="[^"]*" yMin="([^"]*)"/)).output.1
      tops[try handout.pages().count, default: []].insert(try #require(Double(top)))
    }
    let (low, high) = try #require(tops[2]?.min().map { low in (low, tops[1]?.min() ?? low) })
    #expect(tops == [1: [low, high], 2: [low]])
    #expect(abs(low - high - 42) < 0.01)
  }

  @Test func `a long table keeps all its rows and repeats its header`() async throws {
    let pages = try await sheet([.table(SampleBook.table("1", rowCount: 90))]).pages()
    #expect(pages.count >= 2)
    for page in pages { #expect(page.contains("Parameters")) }
    let text = pages.joined()
    for row in 1...90 { #expect(text.contains("C\(row) ")) }
  }

  @Test func `a figure stands on the page of its caption`() async throws {
    for lead in 0..<8 {
      let blocks: [ReportBlock] =
        (0..<lead + 3).map { _ in .paragraph([.text(SampleBook.prose(6))]) }
        + [.figure(SampleBook.figure("7"))]
      let pages = try await sheet(blocks).pages()
      let page = try #require(pages.first { $0.contains("Figure 7") })
      #expect(page.contains("Epoch"))
    }
  }

  @Test func `the header of a table wraps before its rows do`() async throws {
    let table = ReportTable(
      alignments: [],
      header: (1...6).map { [.text("a header of some length \($0)")] },
      rows: [(1...6).map { [.text("MaxPool2D \($0)")] }])
    let text = try await sheet([.table(table)]).read(with: "pdftotext", ["-layout"], then: ["-"])
    let row = try #require(text.split(separator: "\n").first { $0.contains("MaxPool2D 1") })
    #expect(row.contains("MaxPool2D 6"))
  }

  @Test func `a table that a colon announces stays below it`() async throws {
    var table = SampleBook.table("3", rowCount: 12)
    table.number = "Table 3"
    let lead = (0..<9).map { _ in ReportBlock.paragraph([.text(SampleBook.prose(6))]) }
    let after = ReportBlock.paragraph([.text("What follows the table.")])
    let blocks = lead + [.paragraph([.text("All conditions matter:")]), .table(table), after]
    let text = try await sheet(blocks).pages().joined()
    let row = try #require(text.range(of: "C12 "))
    let next = try #require(text.range(of: "What follows"))
    #expect(row.upperBound < next.lowerBound)
  }

  /// On which page some words stand, below more and more lines; the page ends somewhere among them.
  private func places(of words: [String], in block: ReportBlock) async throws -> [[Int?]] {
    var places: [[Int?]] = []
    for count in stride(from: 16, through: 44, by: 2) {
      let lead = (0..<count).map { ReportBlock.paragraph([.text("Line \($0).")]) }
      let pages = try await sheet(lead + [block]).pages()
      places.append(words.map { word in pages.firstIndex { $0.contains(word) } })
    }
    #expect(Set(places.map(\.first)).count > 1, "no page ends among the lines")
    return places
  }

  @Test func `what a cell prints begins on the page of its last lines of code`() async throws {
    let code = CodeListing(lines: (1...4).map { [CodeToken("let code\($0) = \($0)", .plain)] })
    let cell = ReportBlock.cell([.code(code), .output("1,048 answers", isError: false)])
    for place in try await places(of: ["code4", "1,048 answers"], in: cell) {
      #expect(place[0] != nil && place[0] == place[1])
    }
  }

  @Test func `a callout of a few lines is not divided`() async throws {
    let lines = (1...6).map { ReportBlock.paragraph([.text("remark\($0)")]) }
    let callout = ReportBlock.callout(Callout(kind: .note, title: [], content: lines))
    for place in try await places(of: ["remark1", "remark6"], in: callout) {
      #expect(place[0] != nil && place[0] == place[1])
    }
  }

  @Test func `an exercise's stub begins on the page of the exercise`() async throws {
    let stub = CodeListing(lines: (1...3).map { [CodeToken("let code\($0) = \($0)", .plain)] })
    let exercise = ReportBlock.division(
      kind: .exercise, anchor: "exr-a", title: [.text("Exercise 1")],
      content: [.paragraph([.text(SampleBook.prose(2)), .text(" asked")]), .cell([.code(stub)])])
    for place in try await places(of: ["asked", "code1", "code3"], in: exercise) {
      #expect(place[0] != nil && Set(place).count == 1)
    }
  }

  @Test func `sources by author stand out to the left, and a numbered list stays as it is`()
    async throws
  {
    let source = ReportBlock.paragraph([.text("Fukushima wrote. " + SampleBook.prose(2))])
    let text = ReportBlock.paragraph([.text("Before that, text. " + SampleBook.prose(2))])
    let list = ReportBlock.list(start: 1, isTight: true, items: [[source]])
    func starts(_ blocks: [ReportBlock]) async throws -> [Double] {
      let boxes = try await sheet(blocks).read(with: "pdftotext", ["-bbox-layout"], then: ["-"])
      return boxes.matches(of: /<line xMin="([0-9.]+)"/).compactMap { Double($0.1) }
    }
    func references(_ blocks: [ReportBlock]) -> ReportBlock {
      .division(kind: .references, anchor: nil, title: [], content: blocks)
    }
    let byName = try await starts([text, references([source, source])])
    let plain = try await starts([text, source, source])
    let left = try #require(byName.min())
    // Where the text's own lines begin the sources do too, and all their other lines further right.
    #expect(plain.count(where: { abs($0 - left) < 0.5 }) > byName.count { abs($0 - left) < 0.5 })
    let set = byName.filter { $0 > left + 10 && $0 < left + 20 }
    #expect(set.count >= 2)
    #expect(try await starts([text, references([list])]) == starts([text, list]))
  }

  @Test func `the mark of a note stands close to its word`() async throws {
    var chapter = SampleBook.document([
      .paragraph([.text("a filter before it "), .footnote(1), .text(", and after it")])
    ])
    chapter.chapters[0].footnotes = [[.paragraph([.text("The note.")])]]
    #expect(try await pdf(of: chapter).pages().joined().contains("before it1, and"))
  }

  @Test func `long lines of code wrap inside the page and lose nothing`() async throws {
    let words = (1...60).map { "word\($0)" }
    let listing = CodeListing(
      lines: [[CodeToken("let text = \"\(words.joined(separator: " "))\"", .plain)]])
    let pdf = try await sheet([.code(listing)])
    let text = try pdf.pages().joined()
    for word in words { #expect(text.contains(word)) }
    try expectInsideMargins(pdf)
  }

  @Test func `nothing reaches into the margins, whatever a chapter holds`() async throws {
    let unbreakable = String(repeating: "convolution", count: 12)
    let wide = ReportTable(
      alignments: [], header: (1...9).map { [.text("Column number \($0)")] },
      rows: [(1...9).map { [.text("the content of column number \($0)")] }])
    let formula = try MathFormula(
      tex: (1...30).map { "x_{\($0)}" }.joined(separator: " + ") + " = 0")
    try await expectInsideMargins(
      sheet([
        .table(wide), .equation(ReportEquation(math: formula, number: "(1)")),
        .paragraph([.text("See "), .code("network.layers.first.kernels." + unbreakable)]),
        .paragraph([.text(SampleBook.prose(2) + " "), .math(formula)]),
        .output(unbreakable + unbreakable, isError: false),
      ]))
  }

  /// Expects each word inside the text and the overhang that wide figures and tables have.
  func expectInsideMargins(_ pdf: RenderedPDF) throws {
    let words = try pdf.read(with: "pdftotext", ["-bbox"], then: ["-"])
    let theme = renderer.theme
    let left = (theme.page.size.width - theme.page.measure) / 2 - theme.page.overhang
    let matches = words.matches(of: /<word xMin="([\d.-]+)".*?xMax="([\d.-]+)"/)
    #expect(matches.count > 10)
    for match in matches {
      let start = try #require(Double(match.1))
      let end = try #require(Double(match.2))
      #expect(start >= left - 1 && end <= theme.page.size.width - left + 1, "\(match.0)")
    }
  }

  @Test func `a picture that is no picture is named`() async throws {
    let part = ReportFigure.Part(
      content: .picture([1, 2, 3], mediaType: "image/png"), altText: "", fileName: "broken")
    await #expect {
      try await sheet([.figure(ReportFigure(parts: [part]))])
    } throws: { error in
      "\(error)".contains("The picture 'broken' is not a valid image/png file.")
    }
  }
}
