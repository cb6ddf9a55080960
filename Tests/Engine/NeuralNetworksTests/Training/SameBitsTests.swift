import NeuralNetworks
import Tensors
import Testing

/// An epoch and more, each way that a run may go: all end with the same bits.
///
/// The number of threads is the whole process's, and other tests set it too: these run in children.
@Suite struct SameBitsTests {

  /// All that a run leaves behind but the seconds.
  private struct Outcome: Equatable {
    var weights: [[UInt32]]
    var optimizer: OptimizerMemory
    var losses: [UInt64]

    init(_ state: TrainingState) {
      weights = (state.parameters + state.statistics).map { $0.values.map(\.bitPattern) }
      optimizer = state.optimizer
      losses = state.history.epochs.map(\.trainingLoss.bitPattern)
    }
  }

  /// LeNet-5, alone and with the layers that draw or remember something, and a network whose layers
  /// are large enough to be divided, most of them by Winograd's filtering.
  private enum Network: CaseIterable {
    case leNet5, withDropout, withBatchNormalization, smallAlexNet

    /// Nine batches of 64 and a smaller last one.
    var images: Brightened {
      let shape = self == .smallAlexNet ? [3, 32, 32] : [1, 28, 28]
      return Brightened(
        images: LabeledBatch(
          images: .normal(shape: [600] + shape, seed: 4), labels: (0..<600).map { $0 * 7 % 10 }))
    }

    var model: Sequential {
      switch self {
      case .leNet5: .leNet5(seed: 1)
      case .smallAlexNet: .smallAlexNet(dropout: 0.2, seed: 4)
      case .withDropout:
        Sequential(input: [1, 28, 28], seed: 2) {
          Conv2D(from: 1, to: 6, kernel: 5, padding: .same)
          Tanh()
          AveragePool2D(window: 2)
          Conv2D(from: 6, to: 16, kernel: 5)
          ReLU()
          MaxPool2D(window: 2)
          Flatten()
          Dropout(rate: 0.3)
          Linear(from: 400, to: 120)
          ReLU()
          Dropout(rate: 0.5)
          Linear(from: 120, to: 10)
        }
      case .withBatchNormalization:
        Sequential(input: [1, 28, 28], seed: 3) {
          Conv2D(from: 1, to: 6, kernel: 5, bias: false)
          BatchNorm2D(channels: 6)
          ReLU()
          MaxPool2D(window: 2)
          Conv2D(from: 6, to: 16, kernel: 5)
          ReLU()
          MaxPool2D(window: 2)
          Flatten()
          Dropout()
          Linear(from: 256, to: 10)
        }
      }
    }
  }

  private struct Interruption: Error {}

  /// Trains with Adam, and returns the state after each epoch.
  private static func states(
    of start: Sequential, on images: Brightened, epochs: Int, threads: Int,
    from state: TrainingState? = nil, breakingOffAfter batches: Int = .max
  ) throws -> [TrainingState] {
    Parallelism.threads = threads
    var (model, states, seen) = (start, [TrainingState](), 0)
    do {
      try train(
        &model, on: images, optimizer: Adam(learningRate: 0.002), epochs: epochs, batch: 64,
        seed: 9, resumingFrom: state, onEpoch: { states.append($0) },
        onBatch: { _ in
          seen += 1
          if seen == batches { throw Interruption() }
        })
    } catch is Interruption {}
    return states
  }

  @Test func `an epoch on one thread, on two and on three`() async {
    await #expect(processExitsWith: .success) {
      for network in Network.allCases {
        let (model, images) = (network.model, network.images)
        let outcomes = try [1, 2, 3, 2].map { threads in
          Outcome(
            try #require(
              try Self.states(of: model, on: images, epochs: 1, threads: threads).last))
        }
        #expect(outcomes[0] == outcomes[1], "\(network): one thread and two")
        #expect(outcomes[0] == outcomes[2], "\(network): one thread and three")
        #expect(outcomes[1] == outcomes[3], "\(network): two runs")
        let untrained = model.parameters.map { $0.value.values.map(\.bitPattern) }
        #expect(!outcomes[0].weights.starts(with: untrained))
      }
    }
  }

  @Test func `two epochs at once, and one more after an interruption`() async {
    await #expect(processExitsWith: .success) {
      for network in Network.allCases {
        let (model, images) = (network.model, network.images)
        let whole = Outcome(
          try #require(try Self.states(of: model, on: images, epochs: 2, threads: 2).last))
        // Broken off in the middle of the second epoch; what is left is the file of the first.
        let left = try Self.states(
          of: model, on: images, epochs: 2, threads: 1, breakingOffAfter: 14)
        #expect(left.map(\.epochs) == [1])
        let state = try TrainingState(bytes: try #require(left.last).bytes)
        for threads in [1, 2] {
          let resumed = try Self.states(
            of: model, on: images, epochs: 2, threads: threads, from: state)
          #expect(
            Outcome(try #require(resumed.last)) == whole, "\(network): \(threads) threads")
        }
      }
    }
  }

  @Test func `another seed gives other bits`() throws {
    var outcomes = [Outcome]()
    for seed in [1, 2] {
      var model = Network.withDropout.model
      try train(
        &model, on: Network.withDropout.images,
        optimizer: SGD(learningRate: 0.1, momentum: 0.9), epochs: 1, seed: seed,
        onEpoch: { outcomes.append(Outcome($0)) })
    }
    #expect(outcomes[0].weights != outcomes[1].weights)
  }
}

/// Images whose brightness each epoch draws anew.
private struct Brightened: TrainingData {
  let images: LabeledBatch

  var count: Int { images.count }

  func batch(at indices: [Int]) -> LabeledBatch { images.batch(at: indices) }

  func augmentedBatch(at indices: [Int], epoch: Int, seed: Int) -> LabeledBatch {
    var batch = batch(at: indices)
    let size = batch.images.count / indices.count
    batch.images.withMutableValues { values in
      for (place, index) in indices.enumerated() {
        var stream = RandomStream(seed: seed, purpose: "brightness", epoch, index)
        let factor = 0.5 + stream.uniform()
        for pixel in (place * size)..<((place + 1) * size) { values[pixel] *= factor }
      }
    }
    return batch
  }
}
