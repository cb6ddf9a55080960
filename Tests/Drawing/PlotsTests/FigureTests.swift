import Foundation
import Graphics
import Plots
import Testing

@Suite struct FigureTests {
  @Test(arguments: Samples.figures)
  func `crosses a process boundary unchanged`(sample: Samples.Named) throws {
    let bytes = try JSONEncoder().encode(sample.figure)
    #expect(try JSONDecoder().decode(Figure.self, from: bytes) == sample.figure)
  }

  @Test(arguments: Samples.figures)
  func `drafts an alt text and a table of numbers`(sample: Samples.Named) {
    #expect(sample.figure.draftAltText.hasSuffix("."))
    #expect(!sample.figure.draftAltText.contains("nan"))
    #expect(!sample.figure.dataTables.isEmpty)
    for table in sample.figure.dataTables {
      #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    }
  }

  @Test(arguments: Samples.figures)
  func `keeps all words apart and inside its frame`(sample: Samples.Named) {
    let size = sample.figure.size(defaultWidth: 453)
    expectLegible(sample.figure, size: size)
  }

  @Test func `takes the author's words before the draft`() {
    let plot = Plot("Loss") { Line(x: 1...3, y: [3.0, 2, 1]) }
    #expect(plot.altText("The loss falls.").description == "The loss falls.")
    #expect(plot.figure.description == plot.draftAltText)
  }

  @Test func `takes inches from the author and what the page offers otherwise`() {
    let plot = Plot { Line(x: 1...3, y: [3.0, 2, 1]) }
    #expect(plot.size(width: 4, height: 3).size(defaultWidth: 450) == Size(width: 288, height: 216))
    #expect(plot.figure.size(defaultWidth: 450).width == 450)
  }

  @Test func `keeps what diverged as a gap that JSON can carry`() throws {
    let figure = Plot { Line(x: 1...4, y: [1, .nan, .infinity, 2.0]) }.figure
    let bytes = try JSONEncoder().encode(figure)
    #expect(String(decoding: bytes, as: UTF8.self).contains("[1,null,null,2]"))
    #expect(try JSONDecoder().decode(Figure.self, from: bytes) == figure)
  }
}
