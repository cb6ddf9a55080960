import Chapters
import HTMLReports
import Plots
import Reports
import Testing

/// What the options of a cell make of its code, figures and tables on a page.
@Suite struct ArrangementTests {
  private func page(_ blocks: [ReportBlock]) async throws -> String {
    let report = Report(
      kind: .document, fileName: "page", title: "Page",
      chapters: [ReportChapter(number: nil, title: [.text("Page")], slug: "page", blocks: blocks)])
    let files = try await HTMLRenderer(
      templateFolder: SamplePages.templateFolder, linksToPDF: false
    )
    .files(for: report)
    return try #require(files.first).text
  }

  private func figure(
    parts count: Int, _ change: (inout ReportFigure) -> Void
  ) async throws -> String {
    let parts = (0..<count).map { index in
      ReportFigure.Part(
        content: .plot(Plot { Line(x: [0.0, 1], y: [0.0, 1]) }.figure), altText: "Part \(index)",
        fileName: "part-\(index)")
    }
    var figure = ReportFigure(parts: parts, number: "Figure 1", caption: [.text("Parts")])
    change(&figure)
    return try await page([.figure(figure)])
  }

  @Test func `parts stand in the rows of their layout, gaps between them`() async throws {
    var layout = PanelLayout()
    layout.rows = [[40, -20, 40], [1]]
    layout.vertical = .center
    let text = try await figure(parts: 3) { figure in
      figure.arrangement.rows = layout.slots(for: 3)
      figure.arrangement.vertical = .center
    }
    #expect(
      text.contains(
        "<div class=\"row\" style=\"--columns: minmax(0, 0.4fr) minmax(0, 0.2fr) minmax(0, 0.4fr); "
          + "align-items: center\">"))
    #expect(text.components(separatedBy: "<div class=\"gap\"></div>").count == 2)
    #expect(text.contains("<div class=\"row\" style=\"--columns: minmax(0, 1.0fr); "))
  }

  @Test func `an animation is a strip that can be stopped`() async throws {
    let text = try await figure(parts: 4) { $0.arrangement.secondsPerPicture = 0.5 }
    #expect(
      text.contains(
        "style=\"--pictures: 4; animation-duration: 2.0s; animation-timing-function: steps(4)\""))
    #expect(text.contains("<label class=\"pause\"><input type=\"checkbox\"> Pause</label>"))
    #expect(!text.contains("<p class=\"part-caption\">"), "its pictures need no letters")
  }

  @Test func `no line begins with the sign of a number`() async throws {
    let text = try await page([
      .paragraph([.text("It fell by 25 % and, "), .emphasis([.text("by 3 %")]), .text(", a % b.")])
    ])
    #expect(text.contains("<p>It fell by 25\u{202F}% and, <em>by 3\u{202F}%</em>, a % b.</p>"))
  }

  @Test func `a caption on top stands before the drawing, and a link around it`() async throws {
    let text = try await figure(parts: 1) { figure in
      figure.arrangement.captionPlace = .top
      figure.arrangement.horizontal = .right
      figure.arrangement.classes = ["hero"]
      figure.parts[0].link = "https://example.org"
      figure.parts[0].width = .fraction(0.5)
    }
    #expect(text.contains("<figure class=\"figure caption-top align-right hero\">\n<figcaption>"))
    #expect(text.contains("<div class=\"drawing\">\n<a href=\"https://example.org\">"))
    // A light and a dark drawing of the width that was asked for, and none for telephones.
    #expect(text.components(separatedBy: "style=\"width: 50.0%\"").count == 3)
    #expect(!text.contains("class=\"light narrow\""))
  }

  @Test func `a network that stands in more rows on a telephone is as tall there as they need`()
    async throws
  {
    let network = ArchitectureDiagram(
      volumes: (1...8).map { Volume("v\($0)", shape: [8, 20, 20], layer: "layer", parameters: 9) })
    let pair = SmallMultiples(columns: 1) {
      Panel("one", network)
      Panel("other", network)
    }
    for (drawing, asked) in [(network.figure, 2.0), (pair.figure, 4.2)] {
      var heights: [Double] = []
      for height in [nil, asked] {
        let text = try await figure(parts: 1) {
          $0.parts[0].content = .plot(drawing.size(width: 6.6, height: height))
        }
        let narrow = try #require(
          text.firstMatch(of: /class="light narrow"[^>]*viewBox="0 0 [0-9.]+ ([0-9.]+)"/))
        heights.append(try #require(Double(narrow.output.1)))
      }
      #expect(heights[0] == heights[1])
      #expect(heights[0] > asked * 72)
    }
  }

  @Test func `one rendering is shown in either theme, as a picture when that is asked for`()
    async throws
  {
    let text = try await figure(parts: 1) { figure in
      figure.parts[0].renderings = [.light]
      figure.parts[0].format = .retina
    }
    #expect(
      text.components(separatedBy: "<img class=\"wide\" src=\"data:image/png;base64,").count == 2)
    #expect(text.contains("alt=\"Part 0\" width=\"672\" height="))
  }

  @Test func `code is open, wrapped and numbered where its cell says so`() async throws {
    var listing = CodeListing(
      lines: [[CodeToken("let a = 1", .plain)], [CodeToken("a", .plain)]], language: "swift",
      folding: .open, summary: "Look")
    listing.overflow = .wrap
    listing.numbersLines = true
    let text = try await page([.code(listing)])
    #expect(text.contains("<details class=\"folded\" open=\"\">\n<summary>Look</summary>"))
    #expect(text.contains("<div class=\"code wrapped\">"))
    #expect(
      text.contains(
        "<code class=\"numbered\"><span class=\"line\">let a = 1</span>\n<span class=\"line\">a</span>"
      ))
  }

  @Test func `the number of folded code stands in its summary, or in its caption where it has one`()
    async throws
  {
    var listing = CodeListing(
      lines: [[CodeToken("let a = 1", .plain)]], number: "Listing 1.2", folding: .folded,
      summary: "Code")
    let bare = try await page([.code(listing)])
    #expect(
      bare.contains("<summary>Code <span class=\"number\">Listing 1.2</span></summary>"))
    #expect(!bare.contains("<figcaption>"))
    listing.caption = [.text("Mine.")]
    let captioned = try await page([.code(listing)])
    #expect(captioned.contains("<summary>Code</summary>"))
    #expect(
      captioned.contains(
        "<figcaption><span class=\"number\">Listing 1.2.</span> Mine.</figcaption>"))
  }

  @Test func `columns take their share, and a table of several its own caption`() async throws {
    var table = ReportTable(
      alignments: [.left, .right], header: [[.text("a")], [.text("b")]],
      rows: [[[.text("1")], [.text("2")]]], number: "Table 1", caption: [.text("All")])
    table.columnWidths = [0.7, 0.3]
    table.subcaption = [.text("(a) first")]
    table.captionPlace = .bottom
    let text = try await page([.table(table)])
    #expect(
      text.contains(
        "<colgroup><col style=\"width: 70.0%\"><col style=\"width: 30.0%\"></colgroup>"))
    #expect(
      text.contains(
        "<figure class=\"table caption-bottom\">\n<p class=\"part-caption\">(a) first</p>"))
    #expect(text.contains("</div>\n<figcaption><span class=\"number\">Table 1.</span> All"))
  }

  @Test func `a callout without a title names its kind once`() async throws {
    let text = try await page([
      .callout(Callout(kind: .note, title: [.text("Note")], content: []))
    ])
    #expect(text.contains("<p class=\"callout-title\"><span class=\"kind\">Note</span></p>"))
  }

  @Test func `a callout may open and close, and leads a reader to its place`() async throws {
    func text(_ folding: CellOptions.Folding) async throws -> String {
      try await page([
        .callout(
          Callout(
            kind: .tip, title: [.text("Hint")], content: [.paragraph([.text("Try 3.")])],
            anchor: "hint", folding: folding))
      ])
    }
    let title = "<span class=\"kind\">Tip</span>: Hint"
    let aside = "<aside class=\"callout tip\" id=\"hint\" aria-label=\"Tip\">"
    #expect(
      try await text(.folded).contains(
        "\(aside)\n<details>\n<summary class=\"callout-title\">\(title)</summary>"))
    #expect(
      try await text(.open).contains(
        "\(aside)\n<details open=\"\">\n<summary class=\"callout-title\">\(title)</summary>"))
    #expect(
      try await text(.none).contains("\(aside)\n<p class=\"callout-title\">\(title)</p>"))
  }

  @Test func `a page speaks its language, and tells what it is about`() async throws {
    let words = ReportWords(language: "de")
    var report = Report(
      kind: .document, fileName: "seite", title: "Netze", language: "de",
      chapters: [
        ReportChapter(
          number: nil, title: [.text("Netze")], slug: "seite",
          blocks: [
            .heading(
              ReportHeading(level: 2, number: nil, content: [.text("Eins")], anchor: "eins"))
          ], words: words, keywords: ["CNN", "Pooling"], summary: "Worum es geht.")
      ])
    report.settings.theme = .dark
    report.settings.copiesCode = false
    report.rights = ["CC BY 4.0"]
    report.style = "p { color: red; }"
    let files = try await HTMLRenderer(
      templateFolder: SamplePages.templateFolder, linksToPDF: false
    )
    .files(for: report)
    let text = try #require(files.first).text
    #expect(text.contains("<html lang=\"de\" data-theme=\"dark\">"))
    #expect(text.contains("<meta name=\"description\" content=\"Worum es geht.\">"))
    #expect(text.contains("<meta name=\"keywords\" content=\"CNN, Pooling\">"))
    #expect(text.contains("<nav class=\"sidebar contents\" aria-label=\"Inhalt\">"))
    #expect(text.contains(">Zum Text springen</a>"))
    #expect(text.contains("<p class=\"rights\">CC BY 4.0</p>"))
    #expect(text.contains("\np { color: red; }\n</style>"))
  }
}
