import Graphics
import Plots
import Testing

/// One figure of each kind, as the chapters have them.
enum Samples {
  struct Named: CustomTestStringConvertible, Sendable {
    let name: String
    let figure: Figure
    var testDescription: String { name }
  }

  static let figures: [Named] = [
    Named(name: "lines", figure: lines.figure),
    Named(name: "log axis", figure: lines.yAxis("Loss", scale: .log).figure),
    Named(name: "bars", figure: bars.figure),
    Named(name: "rows of bars", figure: rows.figure),
    Named(name: "histograms", figure: histograms.figure),
    Named(name: "contours", figure: contours.figure),
    Named(name: "heat map", figure: heatMap.figure),
    Named(name: "images", figure: images.figure),
    Named(name: "confusion", figure: confusion.figure),
    Named(name: "window", figure: window.figure),
    Named(name: "pooling", figure: pooling.figure),
    Named(name: "network", figure: network.figure),
    Named(name: "multiples", figure: multiples.figure),
  ]

  static let losses = [2.3, 1.1, 0.6, 0.35, 0.2, 0.12]

  static let lines = Plot("Training loss") {
    Highlight(x: 1...2, label: "warm-up")
    Line(x: 1...6, y: losses, name: "ReLU")
    Band(x: 1...6, low: losses.map { $0 * 0.8 }, high: losses.map { $0 * 1.2 }, name: "ReLU")
    Line(x: 1...6, y: losses.map { $0 + 0.05 }, name: "tanh")
    Steps(x: 1...6, y: losses.map { $0 * 1.6 }, name: "sigmoid")
    Rule(y: 0.25, label: "25 % error")
    Rule(x: 3, label: "first drop")
    Annotation("overfitting begins", x: 4, y: 0.35)
    Label("plateau", x: 5, y: 0.2)
  }.xAxis("Epoch").yAxis("Loss (nats)")

  static let bars = Plot("Cost") {
    Bars(
      x: ["conv1", "conv2", "fc6"], y: [0.1, 0.4, 0.05], name: "operations", valueLabels: .percent)
    Bars(
      x: ["conv1", "conv2", "fc6"], y: [0.01, 0.1, 0.8], name: "parameters", valueLabels: .percent)
    Intervals(x: ["conv1"], low: [0.05], middle: [0.1], high: [0.2])
  }.yAxis("Share", format: .percent)

  static let rows = Plot("Top classes") {
    Bars(y: ["cat", "dog", "a class with a long name"], x: [0.7, 0.2, 0.1], valueLabels: .percent)
  }.xAxis("Probability", format: .percent)

  static let histograms = Plot("Activations") {
    Histogram((0..<200).map { Double($0 % 17) }, name: "before")
    Histogram((0..<100).map { Double($0 % 11) + 3 }, name: "after")
  }.xAxis("Activation")

  static let grid: [[Int]] = (0..<10).map { row -> [Int] in (0..<10).map { $0 * row } }

  static let contours = Plot("Surface") {
    Contours(x: 0...9, y: 0...9, values: grid, levels: [5, 20, 40])
    Points(x: [1, 4, 8], y: [1, 5, 8], name: "visited", labels: ["a", "b", "c"])
  }

  static let heatMap = HeatMap("Visits", values: grid).xAxis("Column").yAxis("Row", labels: 1...10)
    .colors("windows").numbered().hatching([HeatMap.Cell(row: 0, column: 0)])

  static let images = ImageGrid(
    "Errors",
    images: (0..<7).map { index in
      GridImage(
        (0..<16).map { ($0 * index) % 5 }, width: 4, height: 4,
        caption: "\(index) taken for \(index + 1), 97 %", frame: .wrong)
    }, range: .shared, colorBar: "value")

  static let confusion = MatrixPlot(
    "Confusion", confusion: [[90, 10, 0], [5, 80, 15], [0, 1, 99]],
    labels: ["T-shirt", "Ankle boot", "Pullover"])

  static let window = WindowDiagram(
    "Convolution", input: [[1, 2, 0], [0, 1, 3], [2, 1, 1]],
    operation: .convolution(kernel: [[1, 0], [-1, 2]]), padding: 1, display: .steps([0, 3, 5]))

  static let pooling = WindowDiagram(
    input: [[1, 3, 2, 0], [5, 4, 1, 1], [0, 2, 8, 6], [1, 1, 3, 7]], operation: .max(window: 2),
    stride: 2, display: .allWindows)

  static let network = ArchitectureDiagram("LeNet-5") {
    Volume("input", shape: [1, 32, 32])
    Volume("C1", shape: [6, 28, 28], layer: "5×5 convolution", window: 5, parameters: 156)
    Volume("S2", shape: [6, 14, 14], layer: "2×2 pooling", window: 2)
    Volume("C3", shape: [16, 10, 10], layer: "5×5 convolution", window: 5, parameters: 2416)
    Volume("S4", shape: [16, 5, 5], layer: "2×2 pooling", window: 2)
    Volume("C5", shape: [120], layer: "linear", parameters: 48_120)
    Volume("F6", shape: [84], layer: "linear", parameters: 10_164)
    Volume("output", shape: [10], layer: "linear", parameters: 850)
  }

  static let multiples = SmallMultiples("Two by two") {
    for rate in [0.1, 0.01, 0.001, 0.0001] {
      Panel("rate \(rate)") {
        Plot {
          Line(x: 1...6, y: losses.map { $0 * (1 + rate) }, name: "training")
          Line(x: 1...6, y: losses.map { $0 + rate }, name: "validation")
        }.xAxis("Epoch").yAxis("Loss")
      }
    }
  }
}

/// Draws `figure` and expects that no words overlap and none leave the frame.
func expectLegible(_ figure: Figure, size: Size, _ location: SourceLocation = #_sourceLocation) {
  let canvas = RecordingCanvas()
  figure.draw(
    on: canvas, in: Rect(x: 0, y: 0, width: size.width, height: size.height), theme: .light)
  let texts = canvas.texts.filter { !$0.text.isEmpty }
  #expect(!texts.isEmpty, sourceLocation: location)
  for (index, one) in texts.enumerated() {
    let box = one.bounds
    #expect(
      box.x >= -0.6 && box.y >= -0.6 && box.maxX <= size.width + 0.6
        && box.maxY <= size.height + 0.6,
      "'\(one.text)' at \(box) leaves \(size)", sourceLocation: location)
    for other in texts.prefix(index) {
      // Half a point of overlap between the boxes is still a gap between the letters.
      #expect(
        !box.inset(by: 0.5).intersects(other.bounds.inset(by: 0.5)),
        "'\(one.text)' covers '\(other.text)'", sourceLocation: location)
    }
  }
}
