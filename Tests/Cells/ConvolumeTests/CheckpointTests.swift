import Convolume
import Datasets
import Foundation
import NeuralNetworks
import TestSupport
import Testing

/// Runs that set `CONVOLUME_CHECKPOINTS` would disturb each other, so they take turns.
@Suite(.serialized) struct CheckpointTests {
  let images = drawnDigits(trainCount: 40, testCount: 20, seed: 5)
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func network() -> Sequential {
    Sequential(input: [1, 28, 28], seed: 1) {
      MaxPool2D(window: 4)
      Flatten()
      Linear(from: 49, to: 12)
      ReLU()
      Dropout(rate: 0.2)
      Linear(from: 12, to: 10)
    }
  }

  /// Trains with checkpoints in the test's own folder, and returns the weights and the history.
  private func run(
    epochs: Int = 3, rate: LearningRate = 0.01
  ) throws -> (weights: [Tensor], history: History) {
    var model = network()
    setenv("CONVOLUME_CHECKPOINTS", folder.url.path, 1)
    defer { unsetenv("CONVOLUME_CHECKPOINTS") }
    let history = try train(
      &model, on: images.train, validatingOn: images.test, optimizer: Adam(learningRate: rate),
      epochs: epochs, batch: 8, augmenting: [RandomCrop(padding: 2)], seed: 3)
    return (model.parameters.map(\.value), history)
  }

  private func checkpoint() throws -> String {
    try #require(folder.files().first { $0.hasSuffix(".training") })
  }

  @Test func `reads a finished run instead of training it again`() throws {
    let first = try run()
    let second = try run()
    #expect(first.weights == second.weights)
    // Seconds are measured: equal ones show that nothing was measured again.
    #expect(first.history == second.history)
    #expect(folder.files().count == 1)
  }

  @Test func `keeps runs with other settings apart`() throws {
    _ = try run()
    _ = try run(rate: 0.02)
    _ = try run(epochs: 2)
    #expect(folder.files().count == 3)
  }

  @Test func `starts over when the checkpoint is damaged`() throws {
    let first = try run()
    let file = try checkpoint()
    var bytes = try folder.bytes(of: file)
    bytes[bytes.count / 2] ^= 1
    try folder.write(bytes, to: file)
    let second = try run()
    #expect(first.weights == second.weights)
    #expect(try folder.bytes(of: file) != bytes)
  }

  @Test func `goes on after an interruption to the same bits`() throws {
    let whole = try run()
    let file = try checkpoint()
    try FileManager.default.removeItem(at: folder.url.appending(path: file))

    // The run is cut short in its third epoch: what is left is the state after the second.
    struct Killed: Error {}
    var model = network()
    var losses: [Double] = []
    var state: TrainingState?
    #expect(throws: Killed.self) {
      try train(
        &model, on: AugmentedImages(images.train, by: [RandomCrop(padding: 2)]),
        validatingOn: images.test, optimizer: Adam(learningRate: 0.01), epochs: 3, batch: 8,
        seed: 3, onEpoch: { state = $0 },
        onBatch: { report in
          if report.epoch == 3 { throw Killed() }
          losses.append(report.loss)
        })
    }
    let saved = Checkpoint.Content(losses: losses, state: try #require(state))
    try Checkpoint(file: folder.url.appending(path: file)).write(saved)

    let resumed = try run()
    #expect(resumed.weights == whole.weights)
    #expect(
      resumed.history.epochs.map(\.trainingLoss) == whole.history.epochs.map(\.trainingLoss))
    #expect(resumed.history.epochs[1] == saved.state.history.epochs[1])
  }

  @Test func `names the last good checkpoint when the loss is no longer a number`() throws {
    // A rate that is fine for two epochs, and beyond all numbers in the third.
    let rates = LearningRate.step(from: 0.01, by: 1e60, every: 2)
    let error = #expect(throws: DivergedRun.self) { try run(rate: rates) }
    let file = try checkpoint()
    #expect(error?.lastGood == .checkpoint(file: file, epoch: 2))
    let message = try #require(error?.description)
    #expect(message.hasPrefix("Training diverged in epoch 3, batch 2: the loss is "))
    #expect(message.hasSuffix(" The weights after epoch 2 are in the checkpoint \(file)."))
  }

  @Test func `says so when the loss is no longer a number before any checkpoint`() throws {
    let error = #expect(throws: DivergedRun.self) { try run(rate: 1e60) }
    #expect(error?.lastGood == .noEpoch)
    #expect(
      error?.description.hasSuffix(
        " There is no checkpoint yet: one is stored after each epoch.") == true)
  }

  @Test func `trains without a folder for checkpoints`() throws {
    var model = network()
    let history = try train(
      &model, on: images.train, optimizer: SGD(learningRate: 0.1), epochs: 1, batch: 8, seed: 3)
    #expect(history.epochs.count == 1)
    #expect(folder.files().isEmpty)
  }
}
