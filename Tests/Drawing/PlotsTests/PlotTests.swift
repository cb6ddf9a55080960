import Graphics
import Plots
import Testing

@Suite struct PlotTests {
  @Test func `writes the name of each line at its end, in its colour`() throws {
    let canvas = drawn(Samples.lines)
    let name = try #require(canvas.texts.first { $0.text == "tanh" })
    let epochs = canvas.texts.filter { $0.text == "6" }
    #expect(name.origin.x > (epochs.last?.origin.x ?? .infinity))
    #expect(name.style.color != Theme.light.ink)
  }

  @Test func `draws the axes' titles and round numbers`() {
    let texts = drawn(Samples.lines).texts.map(\.text)
    for expected in ["Training loss", "Epoch", "Loss (nats)", "0.0", "0.5", "1.0", "1", "2", "6"] {
      #expect(texts.contains(expected))
    }
  }

  @Test func `gives a band the colour of the line of its name`() {
    let plot = Plot {
      Line(x: 1...2, y: [1.0, 2], name: "first")
      Line(x: 1...2, y: [2.0, 3], name: "second")
      Band(x: 1...2, low: [1.5, 2.5], high: [2.5, 3.5], name: "second")
    }
    let wanted = Theme.light.color(.vermillion)
    let fills = fills(in: drawn(plot).calls)
    #expect(fills.contains { $0.opacity(1) == wanted })
  }

  @Test func `breaks a line where a value is missing`() {
    let plot = Plot { Line(x: 1...5, y: [1, 2, .nan, 2, 1], name: "loss", showsPoints: false) }
    let blue = Theme.light.color(.blue)
    let lines = strokes(in: drawn(plot).calls).filter { $0.1.color == blue }
    #expect(lines.count == 2)
  }

  @Test func `draws all of a contour's level in one stroke`() {
    let blue = Theme.light.color(.blue)
    let lines = strokes(in: drawn(Samples.contours).calls).filter { $0.1.color == blue }
    #expect(lines.count == 3)
    // Each crosses several cells of the grid, and each cell has a start of its own.
    #expect(
      lines.allSatisfy { line in
        line.0.segments.count { if case .move = $0 { true } else { false } } > 3
      })
  }

  @Test func `leaves what is not positive off a logarithmic axis`() {
    let plot = Plot { Line(x: 1...3, y: [0.0, 10, 1000], name: "rate", showsPoints: false) }
      .yAxis(scale: .log)
    let texts = drawn(plot).texts.map(\.text)
    #expect(texts.contains("100"))
    #expect(!texts.contains("0"))
  }

  @Test func `stacks bars on one another`() {
    let plot = Plot {
      Bars(x: ["a"], y: [1.0], name: "below", arrangement: .stacked)
      Bars(x: ["a"], y: [2.0], name: "above", arrangement: .stacked)
    }
    #expect(drawn(plot).texts.map(\.text).contains("3"))
  }

  @Test func `counts values into the intervals of a histogram`() {
    let histogram = Histogram([0.0, 0.5, 1, 1.5, 2], bins: 2, range: 0...2)
    #expect(histogram.counts == Numbers([2, 3]))
    #expect(histogram.edges == Numbers([0, 1, 2]))
  }

  @Test func `drafts an alt text that names series, axes and ranges`() {
    let plot = Plot("Loss") { Line(x: 1...3, y: [2.3, 0.5, 0.07], name: "training") }
      .xAxis("Epoch").yAxis("Loss (nats)", scale: .log)
    #expect(
      plot.draftAltText
        == "Loss: 1 line. Horizontal axis: Epoch; vertical axis: Loss (nats), logarithmic. "
        + "Training: 3 values, from 2.3 to 0.07.")
  }

  @Test func `puts series over the same places into one table`() {
    let plot = Plot("Loss") {
      Line(x: 1...2, y: [3.0, 2], name: "a")
      Line(x: 1...2, y: [5.0, 4.5], name: "b, c")
    }.xAxis("Epoch")
    #expect(plot.dataTables.map(\.csv) == ["Epoch,a,\"b, c\"\r\n1,3,5\r\n2,2,4.5\r\n"])
  }

  @Test func `rejects a line with fewer places than values`() async {
    await #expect(processExitsWith: .failure) { _ = Line(x: [1, 2], y: [1.0, 2, 3]) }
  }

  private func drawn(_ plot: Plot) -> RecordingCanvas {
    let canvas = RecordingCanvas()
    plot.figure.draw(on: canvas, in: Rect(x: 0, y: 0, width: 400, height: 240), theme: .light)
    return canvas
  }

  private func fills(in calls: [RecordingCanvas.Call]) -> [Color] {
    calls.flatMap { call -> [Color] in
      switch call {
      case .fill(_, let color): [color]
      case .clip(_, let inner): fills(in: inner)
      default: []
      }
    }
  }

  private func strokes(in calls: [RecordingCanvas.Call]) -> [(Path, Stroke)] {
    calls.flatMap { call -> [(Path, Stroke)] in
      switch call {
      case .stroke(let path, let stroke): [(path, stroke)]
      case .clip(_, let inner): strokes(in: inner)
      default: []
      }
    }
  }
}
