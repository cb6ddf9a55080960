import Convolume
import Datasets
import NeuralNetworks
import Plots
import Tensors
import Testing

@Suite struct FiguresOfResultsTests {
  let images = drawnDigits(trainCount: 30, testCount: 10, seed: 5).train

  @Test func `shows each class in a row of its own`() {
    let grid = images.gallery(perClass: 2)
    #expect(grid.images.count == 20)
    #expect(grid.columns == 2)
    #expect(grid.rowLabels == (0...9).map(String.init))
    #expect(grid.images[2].samples == images.picture(at: 1).pixels.map { Float($0) / 255 })
  }

  @Test func `shows the images that training saw`() {
    let transforms: [any ImageTransform] = [RandomCrop(padding: 3)]
    let grid = images.augmentationGallery(transforms, images: 2, epochs: 3, seed: 9)
    #expect(grid.images.count == 8)
    #expect(grid.columnLabels == ["as it is", "epoch 1", "epoch 2", "epoch 3"])
    let seen = AugmentedImages(images, by: transforms)
      .augmentedBatch(at: [1], epoch: 2, seed: 9).images
    let shown = grid.images[7].samples.map { ($0 - 0.1307) / 0.3081 }
    for (one, other) in zip(seen.values, shown) { #expect(abs(one - other) < 1e-5) }
  }

  @Test func `shows the surest mistakes first`() {
    let evaluation = evaluate(
      Sequential(input: [1, 28, 28], seed: 2) {
        Flatten()
        Linear(from: 784, to: 10)
      }, on: images)
    let grid = evaluation.mistakes(in: images, most: 5)
    let wrong = images.labels.indices.filter { images.labels[$0] != evaluation.predictions[$0] }
    let surest = wrong.max {
      evaluation.probabilities[$0, evaluation.predictions[$0]]
        < evaluation.probabilities[$1, evaluation.predictions[$1]]
    }
    #expect(grid.images.count == min(5, wrong.count))
    #expect(
      grid.images.first?.samples
        == surest.map { images.picture(at: $0).pixels.map { Float($0) / 255 } })
  }

  @Test func `a mistake of 99.55 per cent is not shown as one of 100`() {
    // Scores of 0 and 7.6: a probability of 1 / (1 + 9 e^−7.6).
    let images = images.prefix(1)
    let wrong = (images.labels[0] + 1) % 10
    let bias = (0..<10).map { $0 == wrong ? Float(7.6) : 0 }
    let model = Sequential {
      Flatten()
      Linear(weight: Tensor(zeros: [10, 784]), bias: Tensor(bias, shape: [10]))
    }
    let grid = evaluate(model, on: images).mistakes(in: images)
    #expect(grid.images[0].caption?.hasSuffix("99.6\u{202F}%") == true)
  }

  @Test func `draws feature maps one by one, and filters on one scale`() {
    let maps = Tensor((0..<24).map { Float($0) }, shape: [2, 3, 2, 2])
    let grid = maps.featureMaps(ofImage: 1)
    #expect(
      grid.images.map(\.samples) == [[12, 13, 14, 15], [16, 17, 18, 19], [20, 21, 22, 23]])
    let network = Sequential(input: [1, 8, 8], seed: 1) {
      Conv2D(from: 1, to: 4, kernel: 3)
      Flatten()
    }
    let filters = network.filters(ofLayer: 0)
    #expect(filters.images.count == 4)
    #expect(filters.palette == .diverging)
  }

  @Test func `makes a table of a model's layers`() {
    let network = Sequential(input: [1, 32, 32], seed: 1) {
      Conv2D(from: 1, to: 6, kernel: 5)
      Flatten()
      Linear(from: 4_704, to: 10)
    }
    let table = network.summary(input: [1, 32, 32]).table()
    #expect(table.rows[0].suffix(5) == ["6×28×28", "156", "117,600", "19 kB", "5×5"])
    #expect(table.totals[0][2] == "47,206")
    let drawing = network.architecture(input: [1, 32, 32])
    #expect(drawing.volumes.map(\.shape) == [[1, 32, 32], [6, 28, 28], [4_704], [10]])
    #expect(drawing.volumes.map(\.window) == [nil, 5, nil, nil])
  }

  @Test func `leaves out of a model's table what only hands on numbers`() {
    let network = Sequential(input: [1, 28, 28], seed: 1) {
      Conv2D(from: 1, to: 6, kernel: 5).named("C1")
      Tanh()
      LocalResponseNormalization()
      MaxPool2D(window: 2).named("S2")
      Identity()
      Flatten()
      Dropout()
      Linear(from: 864, to: 10)
      Softmax()
    }
    let summary = network.summary(input: [1, 28, 28])
    let table = summary.table([.kind, .parameters, .memory])
    #expect(
      table.rows.map(\.[0]) == ["C1", "LocalResponseNormalization 1", "S2", "Linear 1"])
    #expect(table.rows[0] == ["C1", "Conv2D", "156", "14 kB"])
    // 3,456 + 3,456 + 864 + 10 numbers of four bytes.
    #expect(table.totals == [["total", "", "8,806", "31 kB"]])
    #expect(table.columns.map(\.alignment) == [.left, .left, .right, .right])
    #expect(summary.table(everyLayer: true).rows.count == 9)
    guard case .table(let shown) = summary.cellOutput else {
      Issue.record("no table")
      return
    }
    #expect(shown == summary.table(everyLayer: true))
  }

  @Test func `notes a text beside the layers of a name, and shows those in any case`() {
    let summary = Sequential(input: [4], seed: 1) {
      Linear(from: 4, to: 2).named("F")
      ReLU().named("R")
    }.summary(input: [4])
    let table = summary.table([.output], notes: ["R": "bends"], noting: "purpose")
    #expect(table.columns.map(\.title) == ["layer", "output", "purpose"])
    #expect(table.rows == [["F", "2", ""], ["R", "2", "bends"]])
  }

  @Test func `refuses to note a layer that the model does not have`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let summary = Sequential(input: [4], seed: 1) { Linear(from: 4, to: 2) }.summary(input: [4])
      _ = summary.table(notes: ["C1": "edges"])
    }
    #expect(text(result).contains("no layer is named 'C1'. The layers: Linear 1."))
  }

  @Test func `draws costs as two panels over the same layers`() {
    let figure = Sequential.leNet5().summary(input: [1, 28, 28]).costBars()
    #expect(figure.panels.map(\.title) == ["Parameters", "Multiply-accumulates"])
    let bars = figure.panels.compactMap { panel -> Bars? in
      guard case .plot(let plot) = panel.figure.content, case .bars(let bars) = plot.marks[0]
      else { return nil }
      return bars
    }
    #expect(
      bars.map(\.positions)
        == Array(repeating: .categories(["C1", "C3", "C5", "F6", "Output"]), count: 2))
    #expect(bars[0].values == Numbers([156, 2_416, 48_120, 10_164, 850]))
    #expect(bars[1].values == Numbers([117_600, 240_000, 48_000, 10_080, 840]))
  }

  @Test func `plots training and validation over the epochs`() {
    let history = History(
      epochs: (1...3).map {
        History.Epoch(
          epoch: $0, trainingLoss: 1 / Double($0), trainingAccuracy: 0.5, validationLoss: 0.4,
          validationAccuracy: 0.6, learningRate: 0.1, seconds: 1)
      })
    #expect(history.lossPlot().marks.count == 2)
    #expect(history.accuracyPlot("a").title == "a")
    #expect(history.curves().panels.map(\.title) == ["Loss", "Accuracy"])
  }

  @Test func `writes numbers as a table needs them`() {
    #expect(0.9891.percent == "98.91\u{202F}%")
    #expect(61_706.grouped == "61,706")
    #expect(1.5.rounded(places: 3) == "1.500")
  }
}
