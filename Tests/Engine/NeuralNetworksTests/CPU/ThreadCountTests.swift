import NeuralNetworks
import Tensors
import Testing

/// Every operator, and whole steps of networks, on one thread and on many: the bits are equal.
///
/// A batch is divided otherwise for each number of threads: into its blocks, or these into channels, rows
/// of tiles and filters. The number of threads is the whole process's, so these run in children.
@Suite struct ThreadCountTests {
  fileprivate static let threadCounts = [1, 2, 3, 4, 8, 16]

  /// What one step leaves behind: the weights, what is measured without a gradient, the loss, and the
  /// output of the network in use.
  private struct Outcome: Equatable {
    var weights: [[UInt32]]
    var loss: UInt64
    var output: [UInt32]
  }

  private struct Example {
    var name: String
    var input: [Int]
    var images: Int
    var network: Sequential

    init(
      _ name: String, _ input: [Int], images: Int = 40,
      @SequentialBuilder _ layers: () -> [SequentialBuilder.Part]
    ) {
      self.name = name
      self.input = input
      self.images = images
      network = Sequential(input: input, seed: 5, layers)
    }

    init(_ name: String, _ input: [Int], images: Int, _ network: Sequential) {
      self.name = name
      self.input = input
      self.images = images
      self.network = network
    }

    func outcome(threads: Int) throws -> Outcome {
      Parallelism.threads = threads
      var model = network
      let data = LabeledBatch(
        images: .normal(shape: [images] + input, seed: 4),
        labels: (0..<images).map { $0 * 7 % 10 })
      let history = try train(
        &model, on: data, optimizer: SGD(learningRate: 0.05, momentum: 0.9), epochs: 1,
        batch: images, seed: 9)
      let state = TrainingState(of: model, SGD(learningRate: 0.05), history: history)
      return Outcome(
        weights: (state.parameters + state.statistics).map { $0.values.map(\.bitPattern) },
        loss: try #require(history.epochs.last).trainingLoss.bitPattern,
        output: model(data.images).values.map(\.bitPattern))
    }

    func check() throws {
      #expect(
        network.isInterleaved(images, of: input, isTraining: true), "\(name): not interleaved")
      let alone = try outcome(threads: 1)
      let untrained = network.parameters.map { $0.value.values.map(\.bitPattern) }
      #expect(!alone.weights.starts(with: untrained), "\(name): nothing was learned")
      for threads in ThreadCountTests.threadCounts.dropFirst() {
        #expect(try outcome(threads: threads) == alone, "\(name): \(threads) threads")
      }
    }
  }

  /// Networks of one operator before the last, which are small enough to run as a chain or too large.
  private static var operators: [Example] {
    [
      Example("direct convolution, small", [3, 14, 14]) {
        Conv2D(from: 3, to: 7, kernel: 5)
        Tanh()
        Conv2D(from: 7, to: 5, kernel: 3, stride: 2, padding: .same)
        ReLU()
        Flatten()
        Linear(from: 5 * 5 * 5, to: 10)
      },
      Example("direct convolution, grouped, small", [4, 12, 12]) {
        Conv2D(from: 4, to: 6, kernel: 3, groups: 2)
        ReLU()
        Conv2D(from: 6, to: 9, kernel: 3, groups: 3, bias: false)
        Flatten()
        Linear(from: 9 * 8 * 8, to: 10)
      },
      Example("direct convolution, large", [3, 64, 64], images: 20) {
        Conv2D(from: 3, to: 13, kernel: 7, stride: 2, padding: .same)
        ReLU()
        MaxPool2D(window: 3, stride: 2)
        Conv2D(from: 13, to: 9, kernel: 1)
        Flatten()
        Linear(from: 9 * 15 * 15, to: 10)
      },
      Example("Winograd, 3×3 and 5×5", [16, 15, 15]) {
        Conv2D(from: 16, to: 52, kernel: 3, padding: .same)
        ReLU()
        Conv2D(from: 52, to: 18, kernel: 5)
        ReLU()
        MaxPool2D(window: 2)
        Flatten()
        Linear(from: 18 * 5 * 5, to: 10)
      },
      Example("Winograd, grouped", [32, 9, 9]) {
        Conv2D(from: 32, to: 64, kernel: 3, groups: 2)
        Sigmoid()
        Conv2D(from: 64, to: 32, kernel: 3, padding: .same, groups: 2)
        Flatten()
        Linear(from: 32 * 7 * 7, to: 10)
      },
      Example("pooling, small", [5, 13, 13]) {
        Conv2D(from: 5, to: 5, kernel: 1)
        AveragePool2D(window: 3, stride: 2)
        Sigmoid()
        MaxPool2D(window: 2, stride: 1)
        Flatten()
        Linear(from: 5 * 5 * 5, to: 10)
      },
      Example("pooling, large", [9, 50, 50], images: 20) {
        Conv2D(from: 9, to: 9, kernel: 1)
        AveragePool2D(window: 2)
        Tanh()
        MaxPool2D(window: 3, stride: 2)
        Flatten()
        Linear(from: 9 * 12 * 12, to: 10)
      },
      Example("normalizations", [6, 16, 16]) {
        Conv2D(from: 6, to: 10, kernel: 3)
        BatchNorm2D(channels: 10)
        ReLU()
        LocalResponseNormalization(size: 3)
        Flatten()
        Linear(from: 10 * 14 * 14, to: 10)
      },
      Example("linear layers and dropout", [300]) {
        Linear(from: 300, to: 130)
        ReLU()
        Dropout(rate: 0.4)
        Linear(from: 130, to: 70)
        Tanh()
        Linear(from: 70, to: 10)
      },
      Example("a layer without an interleaved form", [8, 12, 12]) {
        Conv2D(from: 8, to: 12, kernel: 3)
        MinPool2D(window: 2)
        Conv2D(from: 12, to: 6, kernel: 3)
        Flatten()
        Linear(from: 6 * 3 * 3, to: 10)
      },
    ]
  }

  @Test func `every operator`() async {
    await #expect(processExitsWith: .success) {
      for example in Self.operators { try example.check() }
    }
  }

  @Test func `a step of LeNet-5, of a residual network, and of AlexNet`() async {
    await #expect(processExitsWith: .success) {
      // A full batch of four blocks, and one whose last block holds a few images.
      try Example("LeNet-5", [1, 28, 28], images: 64, .leNet5(seed: 1)).check()
      try Example(
        "LeNet-5 with averages", [1, 32, 32], images: 53,
        .leNet5(size: 32, activation: Tanh(), pooling: AveragePool2D(window: 2), seed: 2)
      ).check()
      try Example("a residual network", [3, 16, 16]) {
        Conv2D(from: 3, to: 16, kernel: 3, padding: .same)
        BatchNorm2D(channels: 16)
        ReLU()
        Residual {
          Conv2D(from: 16, to: 16, kernel: 3, padding: .same, bias: false)
          BatchNorm2D(channels: 16)
          ReLU()
          Conv2D(from: 16, to: 16, kernel: 3, padding: .same, bias: false)
        }
        ReLU()
        Residual(
          shortcut: { Conv2D(from: 16, to: 24, kernel: 1, stride: 2) },
          {
            Conv2D(from: 16, to: 24, kernel: 3, stride: 2, padding: .same)
            ReLU()
          })
        MaxPool2D(window: 2)
        Flatten()
        Linear(from: 24 * 4 * 4, to: 10)
      }.check()
      try Example("AlexNet", [3, 224, 224], images: 10, .alexNet(seed: 3)).check()
    }
  }
}
