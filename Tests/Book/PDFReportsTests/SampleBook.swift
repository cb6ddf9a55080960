import Chapters
import Graphics
import MathTypesetting
import Plots
import Reports

/// A small book with every kind of block, made by hand.
enum SampleBook {
  static func report(chapterCount: Int = 2, sectionCount: Int = 3) throws -> Report {
    Report(
      kind: .book, fileName: "sample", title: "Convolutional Networks",
      subtitle: "A course in four experiments", authors: ["A. Author", "B. Author"],
      date: "Spring 2026",
      abstract: "What pooling and padding do, shown by experiments that run as the page is made.",
      chapters: try (1...chapterCount).map { try chapter($0, sectionCount: sectionCount) },
      provenance: [
        .init(name: "Toolchain", value: "Swift 6.3.1"),
        .init(name: "BLAS core and threads", value: "Haswell, 2 threads"),
      ])
  }

  static func document(_ blocks: [ReportBlock]) -> Report {
    Report(
      kind: .document, fileName: "sheet", title: "One sheet",
      chapters: [
        ReportChapter(number: nil, title: [.text("One sheet")], slug: "sheet", blocks: blocks)
      ])
  }

  static func chapter(_ number: Int, sectionCount: Int) throws -> ReportChapter {
    var blocks: [ReportBlock] = [.paragraph([.text(prose(5))])]
    for section in 1...max(sectionCount, 1) {
      blocks += try self.section(section, of: number)
    }
    return ReportChapter(
      number: .chapter(number), title: [.text(number == 1 ? "Pooling" : "Chapter title \(number)")],
      subtitle: "Smaller maps, and what they keep", abstract: nil, slug: slug(number),
      blocks: blocks,
      footnotes: (1...max(sectionCount, 1)).map { _ in
        [.paragraph([.text("A note at the foot. " + prose(1))])]
      })
  }

  static func slug(_ number: Int) -> String { "0\(number)-sample" }

  static func section(_ section: Int, of chapter: Int) throws -> [ReportBlock] {
    let id = "\(chapter).\(section)"
    return [
      .heading(
        ReportHeading(
          level: 2, number: id, content: [.text("What a window keeps")], anchor: "sec-\(id)")),
      .paragraph(
        [
          .text(prose(3) + " See "),
          .link(
            target: .inside(chapter: slug(1), anchor: "fig-1.1"), content: [.text("Figure 1.1")]),
          .text(" and "),
          .link(target: .web("https://swift.org"), content: [.text("the Swift site")]),
          .text(" for the fields, "), .code("MaxPool2D(window: 2, stride: 2)"), .text(" and "),
          .math(try MathFormula(tex: "\\lfloor (n + 2p - k)/s \\rfloor + 1")),
          .text(" for the size."), .footnote(section), .text(" " + prose(2)),
        ]),
      .code(listing(id)),
      .output(
        "C1   [6, 28, 28]   156 parameters\nS2   [6, 14, 14]     0 parameters\n", isError: false),
      .figure(figure(id)),
      .paragraph([.text(prose(4))]),
      .heading(
        ReportHeading(
          level: 3, number: id + ".1", content: [.text("Counting the cost")],
          anchor: "cost-\(id)")),
      .paragraph([.emphasis([.text("Efficient flow. ")]), .text(prose(3))]),
      .table(table(id)),
      .list(
        start: nil, isTight: true,
        items: [
          [.paragraph([.text("fewer parameters in the layers above")])],
          [
            .paragraph([.strong([.text("tolerance")]), .text(" to small shifts of the picture")]),
            .list(
              start: 1, isTight: true,
              items: [
                [.paragraph([.text("of one sample")])], [.paragraph([.text(prose(1))])],
              ]),
          ],
        ]),
      .paragraph([.text(prose(2))]),
      .equation(
        ReportEquation(
          math: try MathFormula(
            tex: "y_{i,j} = \\max_{0 \\le a < k} \\max_{0 \\le b < k} x_{si + a,\\, sj + b}"),
          anchor: "eq-\(id)", number: "(\(id))")),
      .paragraph([.text(prose(3))]),
      .callout(
        Callout(
          kind: .tip, title: [.text("Overlapping windows")],
          content: [.paragraph([.text(prose(2))])])),
      .figure(pair(id)),
      .paragraph([.text(prose(6))]),
      .division(
        kind: .exercise, anchor: "exr-\(id)", title: [.text("Exercise \(id)")],
        content: [.paragraph([.text(prose(2))])]),
    ]
  }

  static func prose(_ sentences: Int) -> String {
    let all = [
      "A pooling layer looks at one window of a feature map at a time and keeps a single number.",
      "Kept is the largest value, the smallest, or the mean, and the map shrinks by the stride.",
      "Whatever follows has fewer numbers to read, so the network needs fewer multiplications.",
      "A small shift of the picture often leaves the maximum of a window where it was.",
      "That is the tolerance to translation which textbooks promise, and it has limits that can be "
        + "measured.",
      "The efficient flow of gradients through the office of the maximum is worth a figure.",
    ]
    return (0..<sentences).map { all[$0 % all.count] }.joined(separator: " ")
  }

  static func listing(_ id: String) -> CodeListing {
    CodeListing(
      lines: [
        [.init("import", .keyword), .init(" Convolume", .type)],
        [.init("// Two windows of a feature map, side by side", .comment)],
        [
          .init("let", .keyword), .init(" pooled = ", .plain), .init("MaxPool2D", .type),
          .init("(window: ", .plain), .init("2", .number), .init(")(image)", .plain),
        ],
        [
          .init("print", .function),
          .init("(pooled.shape, pooled.values.map { $0 * $0 }, ", .plain),
          .init("\"a text that is rather too long for one line\"", .string), .init(")", .plain),
        ],
      ], language: "swift", anchor: "lst-\(id)", number: "Listing \(id)",
      caption: [.text("Pooling by hand")])
  }

  static func curve(_ title: String) -> Figure {
    Plot(title) {
      Line(x: [1, 2, 3, 4, 5], y: [2.3, 1.1, 0.6, 0.4, 0.3], name: "training")
      Line(x: [1, 2, 3, 4, 5], y: [2.2, 1.2, 0.8, 0.7, 0.65], name: "test")
    }
    .xAxis("Epoch").yAxis("Loss (nats)").figure
  }

  static func figure(_ id: String) -> ReportFigure {
    ReportFigure(
      parts: [
        .init(content: .plot(curve("Loss")), altText: "Loss falls over \(id)", fileName: "loss")
      ], anchor: "fig-\(id)", number: "Figure \(id)",
      caption: [.text("The loss over five epochs. " + prose(1))])
  }

  static func pair(_ id: String) -> ReportFigure {
    ReportFigure(
      parts: ["Max", "Mean"].map {
        .init(
          content: .plot(curve($0)), altText: "\($0) pooling", caption: [.text("\($0) pooling")],
          fileName: $0)
      }, anchor: "fig-pair-\(id)", number: "Figure \(id)b", caption: [.text("Two kinds of pooling")]
    )
  }

  static func table(_ id: String, rowCount: Int = 3) -> ReportTable {
    ReportTable(
      alignments: [.left, .left, .right, .right],
      header: ["Layer", "Output", "Parameters", "Share"].map { [.text($0)] },
      rows: (1...rowCount).map { row in
        [[.text("C\(row)")], [.text("[6, 28, 28]")], [.text("\(row * 156)")], [.text("0.25")]]
      }, totals: [[[.text("Total")], [], [.text("61,706")], [.text("1.00")]]],
      anchor: "tbl-\(id)", number: "Table \(id)", caption: [.text("Parameters of each layer")])
  }
}
