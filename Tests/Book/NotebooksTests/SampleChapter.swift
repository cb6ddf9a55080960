import Chapters
import MathTypesetting
import Plots
import Reports

/// A short chapter with text, cells and outputs of every kind.
enum SampleChapter {
  static func report() throws -> Report {
    Report(
      kind: .book, fileName: "convolume", title: "Small networks",
      chapters: [
        ReportChapter(
          number: 3, title: [.text("LeNet-5 & *more*")], authors: ["Ada Lovelace"],
          slug: "03-lenet-5", blocks: try blocks(),
          footnotes: [[.paragraph([.text("A note.")])]])
      ])
  }

  private static func blocks() throws -> [ReportBlock] {
    [
      .heading(
        ReportHeading(level: 2, number: "3.1", content: [.text("Sizes")], anchor: "sec-sizes")),
      .paragraph([
        .text("Of 3 * 3 pixels "), .math(try MathFormula(tex: "k^2")), .text(" remain."),
        .footnote(1), .text(" See "),
        .link(
          target: .inside(chapter: "01-pooling", anchor: "fig-shift"),
          content: [.text("Figure 1.2")]),
      ]),
      .equation(
        ReportEquation(
          math: try MathFormula(tex: #"m = \frac{n}{s}"#), anchor: "eq-size", number: "(3.1)")),
      .cell([
        .code(
          CodeListing(
            lines: [
              [CodeToken("let", .keyword), CodeToken(" a = 1", .plain)], [],
              [CodeToken("print(a)", .plain)],
            ], anchor: "fig-loss")),
        .output("1\nand `more`\n", isError: false),
        .figure(
          ReportFigure(
            parts: [
              ReportFigure.Part(
                content: .plot(plot), altText: "Loss falls.", fileName: "fig-loss")
            ], anchor: "fig-loss", number: "Figure 3.1", caption: [.text("The loss")])),
        .table(
          ReportTable(
            alignments: [.left, .right], header: [[.text("Layer")], [.text("Parameters")]],
            rows: [[[.text("C1 | C3")], [.text("156")]]],
            totals: [[[.text("All")], [.text("156")]]])),
      ]),
      .paragraph([.text("1. is not a list here.")]),
      .cell([
        .code(CodeListing(lines: [[CodeToken("broken()", .plain)]], folding: .folded)),
        .failure(title: "Trap", message: "index out of range\nline 7"),
      ]),
      .callout(
        Callout(kind: .tip, title: [], content: [.paragraph([.text("Mind the border.")])])),
      .figure(
        ReportFigure(
          parts: [
            ReportFigure.Part(
              content: .picture([1, 2, 3], mediaType: "image/png"), altText: "A photograph",
              fileName: "photo")
          ])),
    ]
  }

  private static let plot = Plot("Loss") { Line(x: [1, 2, 3], y: [0.3, 0.2, 0.1], name: "ReLU") }
    .size(width: 3, height: 2)
}
