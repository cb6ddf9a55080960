import CUDABackend
import Convolume
import Datasets
import NeuralNetworks
import Tensors
import Testing

@Suite struct RecipeTrainingTests {
  private let images: LabeledImages = {
    var stream = RandomStream(seed: 1, purpose: "pixels")
    return LabeledImages(
      name: "noise", classNames: ["a", "b", "c"], size: [3, 9, 11],
      pixels: (0..<7 * 297).map { _ in UInt8(stream.integer(below: 256)) },
      labels: [0, 1, 2, 0, 1, 2, 0])
  }()

  /// Two epochs, in each of which every image is cropped and mirrored anew.
  @Test func `images that stay on the card as bytes train as those of the processor do`() throws {
    let data = AugmentedImages(
      images, by: [RandomCrop(padding: 2), HorizontalFlip()], preparing: [Resize(to: 12)])
    let start = Sequential(input: [3, 12, 12], seed: 3) {
      Conv2D(from: 3, to: 4, kernel: 3)
      ReLU()
      Flatten()
      Linear(from: 400, to: 3)
    }
    var expected = start
    let rule = SGD(learningRate: 0.1)
    let history = try train(&expected, on: data, optimizer: rule, epochs: 2, batch: 4, seed: 11)

    let plan = try #require(NetworkPlan(start, input: [3, 12, 12]))
    let gpu = EmulatedGPU()
    let network = try CUDA(gpu).training(
      plan,
      setup: TrainingSetup(
        loss: CrossEntropy(), rule: rule, batch: 4, seed: 11, precision: .float32, data: data))
    try network.load(
      parameters: start.parameters.map(\.value), buffers: [], memory: OptimizerMemory())
    for epoch in 0..<2 {
      var shuffling = RandomStream(seed: 11, purpose: "shuffle", epoch)
      let outcomes = try network.run(
        EpochSchedule(
          epoch: epoch, order: shuffling.permutation(of: 7), rates: [0.1, 0.1]), onBatch: nil)
      let loss = (outcomes[0].loss * 4 + outcomes[1].loss * 3) / 7
      #expect(abs(loss - history.epochs[epoch].trainingLoss) < 1e-5)
    }
    let stored = try network.stored()
    for (index, parameter) in expected.parameters.enumerated() {
      let difference = stored.parameters[index] - parameter.value
      #expect(difference.values.allSatisfy { abs($0) < 1e-5 }, "\(parameter.name)")
    }
  }
}
