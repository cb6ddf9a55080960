import Chapters
import MathTypesetting
import Plots
import Reports

/// A small book that has one of everything, for the tests to read as pages.
enum SampleReport {
  static func book() throws -> Report {
    Report(
      kind: .book, fileName: "convolume", title: "Small Networks & Large", subtitle: "A handout",
      authors: ["Ada Lovelace", "Alan Turing"], date: "Spring 2026",
      abstract: "Three chapters that show every kind of block there is.",
      chapters: [try preface(), try convolution(), plain()],
      provenance: [
        Report.Fact(name: "Toolchain", value: "Swift 6.3.1"),
        Report.Fact(name: "BLAS", value: "OpenBLAS 0.3.21, Haswell, 2 threads"),
      ])
  }

  static func document() throws -> Report {
    var report = try book()
    report.kind = .document
    report.fileName = "notes"
    report.chapters = [try convolution()]
    return report
  }

  static func preface() throws -> ReportChapter {
    ReportChapter(
      number: nil, title: [.text("Preface")], slug: "00-preface",
      blocks: [
        .paragraph([
          .text("How to read this book; see "),
          .link(
            target: .inside(chapter: "01-convolution", anchor: "fig-loss"),
            content: [.text("Figure 1.1")]),
          .text("."),
        ])
      ])
  }

  static func plain() -> ReportChapter {
    ReportChapter(
      number: 2, title: [.text("Pooling")], slug: "02-pooling",
      blocks: [.paragraph([.text("Nothing is pooled yet.")])])
  }

  /// A chapter with each kind of block.
  static func convolution() throws -> ReportChapter {
    ReportChapter(
      number: 1,
      title: [.text("Convolution, "), .emphasis([.text("drawn")])],
      subtitle: "What a window sees", authors: ["Grace Hopper"],
      abstract: "A window slides over an image and writes down how well it fits.",
      slug: "01-convolution",
      blocks: try prose() + results() + asides(),
      footnotes: [
        [.paragraph([.text("In the words of the field, a "), .emphasis([.text("correlation")])])],
        [.paragraph([.text("Counted twice.")])],
      ])
  }

  private static func prose() throws -> [ReportBlock] {
    [
      .heading(
        ReportHeading(
          level: 2, number: "1.1", content: [.text("What a window sees")], anchor: "sec-window")),
      .paragraph([
        .text("A kernel of "), .math(try MathFormula(tex: #"k \times k"#)),
        .text(" weights, written "), .code("Conv2D(from: 1, to: 6, kernel: 5)"),
        .text(" in code, slides over an image of "), .math(try MathFormula(tex: "n^2")),
        .text(" pixels and writes, at each place, the sum of products."), .footnote(1),
        .text(" Where it starts and ends is "), .strong([.text("padding")]),
        .text("’s business;"), .softBreak,
        .text("how far it jumps is the stride’s."), .footnote(2), .text(" More in "),
        .link(
          target: .inside(chapter: "02-pooling", anchor: "sec-pool"),
          content: [.text("chapter 2")]),
        .text(" and in "),
        .link(target: .web("https://example.org/?a=1&b=2"), content: [.text("the paper")]),
        .text(". The output measures"),
      ]),
      .equation(
        ReportEquation(
          math: try MathFormula(
            tex: #"m = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1"#),
          anchor: "eq-size", number: "(1.1)")),
      .list(
        start: nil, isTight: true,
        items: [
          [.paragraph([.text("a kernel <of> weights & a bias,")])],
          [
            .paragraph([.text("a stride,")]),
            .list(start: 3, isTight: false, items: [[.paragraph([.text("third")])]]),
          ],
        ]),
      .heading(
        ReportHeading(
          level: 3, number: "1.1.1", content: [.text("A step "), .code("by")], anchor: "sec-step")),
    ]
  }

  private static func results() -> [ReportBlock] {
    [
      .cell([
        .code(
          CodeListing(
            lines: code, language: "swift", anchor: "lst-train", number: "Listing 1.1",
            caption: [.text("The first training run")])),
        .output("epoch 1: loss 0.31\nepoch 2: loss 0.11 < 0.31\n", isError: false),
        .figure(
          ReportFigure(
            parts: [
              ReportFigure.Part(
                content: .plot(loss.size(width: 6, height: 3)),
                altText: "Loss falls from 0.31 to 0.08 within \"5\" epochs.",
                fileName: "fig-loss")
            ], anchor: "fig-loss", number: "Figure 1.1",
            caption: [
              .text("Training loss of two networks; "), .code("ReLU"), .text(" is faster."),
            ])),
      ]),
      .table(layers),
      .cell([
        .code(
          CodeListing(
            lines: [[CodeToken("Linear(from: 256, to: 120)", .plain)]], folding: .folded,
            summary: "A mistake")),
        .failure(
          title: "This cell stopped with an error",
          message: "Linear: expected 400 features, got 256.\n  Flatten()  400\nFix: from: 400"),
      ]),
      .figure(
        ReportFigure(
          parts: [
            ReportFigure.Part(
              content: .plot(loss.size(width: 3, height: 2)), altText: "The left part.",
              caption: [.text("left")], fileName: "fig-pair-a"),
            ReportFigure.Part(
              content: .plot(loss.size(width: 3, height: 2)), altText: "The right part.",
              caption: [.text("right")], fileName: "fig-pair-b"),
          ], anchor: "fig-pair", number: "Figure 1.2", caption: [.text("Two parts")])),
    ]
  }

  private static func asides() throws -> [ReportBlock] {
    [
      .heading(
        ReportHeading(
          level: 2, number: "1.2", content: [.text("What to keep")], anchor: "sec-keep")),
      .callout(
        Callout(
          kind: .warning, title: [.text("Mind the border")],
          content: [.paragraph([.text("Corner pixels are seen once.")])])),
      .division(
        kind: .exercise, anchor: "exr-size", title: [.text("Exercise 1.1 (sizes)")],
        content: [
          .paragraph([.text("How large is ("), .math(try MathFormula(tex: "m")), .text(")?")])
        ]),
      .division(
        kind: .solution, anchor: "sol-size",
        title: [
          .text("Solution of "),
          .link(
            target: .inside(chapter: "01-convolution", anchor: "exr-size"),
            content: [.text("Exercise 1.1")]),
        ], content: [.paragraph([.text("As large as before.")])]),
      .quote([.paragraph([.text("Simplicity is the ultimate sophistication.")])]),
      .rule,
      .figure(
        ReportFigure(
          parts: [
            ReportFigure.Part(
              content: .picture([0x89, 0x50, 0x4E, 0x47], mediaType: "image/png"),
              altText: "A photograph.", fileName: "photo", width: .fraction(0.5))
          ], caption: [.text("A picture from elsewhere")])),
    ]
  }

  private static let code: [[CodeToken]] = [
    [
      CodeToken("let", .keyword), CodeToken(" lenet ", .plain), CodeToken("=", .operation),
      CodeToken(" ", .plain), CodeToken("Sequential", .type), CodeToken("(seed: ", .plain),
      CodeToken("7", .number), CodeToken(") { ", .plain),
      CodeToken("Conv2D", .type), CodeToken("(from: ", .plain), CodeToken("1", .number),
      CodeToken(", to: ", .plain), CodeToken("6", .number), CodeToken(") }", .plain),
    ],
    [CodeToken("// a < b && \"c\"", .comment)],
    [],
    [
      CodeToken("print", .function), CodeToken("(", .plain), CodeToken("\"</script>\"", .string),
      CodeToken(")", .plain),
    ],
  ]

  private static let loss = Plot("Training loss") {
    Line(x: [1, 2, 3, 4, 5], y: [0.31, 0.19, 0.13, 0.1, 0.08], name: "ReLU")
    Line(x: [1, 2, 3, 4, 5], y: [0.62, 0.4, 0.29, 0.24, 0.2], name: "tanh")
  }.xAxis("Epoch").yAxis("Loss")

  private static let layers = ReportTable(
    alignments: [.left, .center, .right],
    header: [[.text("Layer")], [.text("Shape")], [.text("Parameters")]],
    rows: [
      [[.text("C1")], [.text("6 × 28 × 28")], [.text("156")]],
      [[.text("S2")], [.text("6 × 14 × 14")], [.text("0")]],
    ],
    totals: [[[.text("Total")], [], [.text("156")]]], anchor: "tbl-layers", number: "Table 1.1",
    caption: [.text("What each layer costs")])
}
