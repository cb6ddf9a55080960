import Convolume
import Datasets
import NeuralNetworks
import Tensors
import Testing

/// LeNet-5 on images that are shifted and mirrored anew in each epoch: all ways end with the same bits.
///
/// In a child, since the number of threads is the whole process's.
@Suite struct SameBitsTests {
  private static let images = AugmentedImages(
    drawnDigits(trainCount: 500, testCount: 1, seed: 5).train
      .normalized(mean: [0.1307], deviation: [0.3081]),
    by: [Resize(to: 32), RandomCrop(padding: 2), HorizontalFlip()])

  private static func states(
    epochs: Int, threads: Int, from state: TrainingState? = nil
  ) throws -> [TrainingState] {
    Parallelism.threads = threads
    var (model, states) = (Sequential.leNet5(size: 32, seed: 1), [TrainingState]())
    try train(
      &model, on: images, optimizer: Adam(learningRate: 0.001), epochs: epochs, batch: 64, seed: 7,
      resumingFrom: state, onEpoch: { states.append($0) })
    return states
  }

  private static func bits(_ state: TrainingState?) throws -> [[UInt32]] {
    try #require(state).parameters.map { $0.values.map(\.bitPattern) }
  }

  @Test func `one thread, two, and a run resumed from a file`() async {
    await #expect(processExitsWith: .success) {
      let one = try Self.states(epochs: 2, threads: 1)
      let two = try Self.states(epochs: 2, threads: 2)
      #expect(try Self.bits(one.first) == Self.bits(two.first))
      #expect(try Self.bits(one.last) == Self.bits(two.last))
      let saved = try TrainingState(bytes: try #require(two.first).bytes)
      let resumed = try Self.states(epochs: 2, threads: 2, from: saved)
      #expect(try Self.bits(resumed.last) == Self.bits(one.last))
    }
  }
}
