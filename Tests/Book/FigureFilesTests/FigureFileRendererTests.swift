import FigureFiles
import Foundation
import Plots
import Reports
import Testing

@Suite struct FigureFileRendererTests {
  let report = Report(
    kind: .book, fileName: "book", title: "Book",
    chapters: [
      ReportChapter(
        number: 1, title: [.text("Losses")], slug: "01-losses",
        blocks: [
          .callout(
            Callout(
              kind: .note, title: [],
              content: [
                figure([.plot(plot.figure)], named: "fig-inside")
              ])),
          figure([.plot(plot.size(width: 4, height: 2))], named: "fig-sized"),
          figure([.picture([1, 2, 3], mediaType: "image/png")], named: "photo"),
        ])
    ])

  @Test func `each drawing becomes three files, also inside other blocks; pictures stay`()
    async throws
  {
    let paths = try await FigureFileRenderer().files(for: report).map(\.path)
    #expect(
      paths == [
        "figures/01-losses/fig-inside.svg", "figures/01-losses/fig-inside.pdf",
        "figures/01-losses/fig-inside.png", "figures/01-losses/fig-sized.svg",
        "figures/01-losses/fig-sized.pdf", "figures/01-losses/fig-sized.png",
      ])
  }

  @Test func `the same report gives the same bytes`() async throws {
    let renderer = FigureFileRenderer()
    #expect(try await renderer.files(for: report) == renderer.files(for: report))
  }

  @Test func `a figure has the size that its author asked for, in every format`() async throws {
    let files = try await FigureFileRenderer().files(for: report)
    let svg = String(decoding: files[3].bytes, as: UTF8.self)
    #expect(svg.contains(#"viewBox="0 0 288 144""#))
    let pdf = String(decoding: files[4].bytes, as: UTF8.self)
    #expect(pdf.contains(/MediaBox \[ ?0 0 288(\.0+)? 144(\.0+)? ?\]/))
    // Two pixels per CSS pixel: 4 in × 96 × 2 by 2 in × 96 × 2, in the PNG's header.
    let header = files[5].bytes.prefix(24).suffix(8)
    #expect(Array(header) == [0, 0, 3, 0, 0, 0, 1, 128])
  }

  private static let plot = Plot("Loss") { Line(x: [1, 2, 3], y: [0.3, 0.2, 0.1], name: "ReLU") }

  private static func figure(_ contents: [ReportFigure.Content], named name: String) -> ReportBlock
  {
    .figure(
      ReportFigure(
        parts: contents.map { ReportFigure.Part(content: $0, altText: "A loss.", fileName: name) }))
  }
}
