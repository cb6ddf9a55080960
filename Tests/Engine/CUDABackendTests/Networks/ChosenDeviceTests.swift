import CUDABackend
import NeuralNetworks
import Tensors
import Testing

/// `train` and `model(images)` on a device that the program chose.
///
/// The choice is the whole process's: each test runs in a child.
@Suite struct ChosenDeviceTests {
  /// What a few epochs of a small network came to.
  private static func trained() throws -> (History, [Tensor], Tensor) {
    var model = CUDANetworkTests.Case.leNet.model
    let data = LabeledBatch(
      images: .normal(shape: [21, 1, 16, 16], seed: 6), labels: (0..<21).map { $0 * 3 % 5 })
    let history = try train(
      &model, on: data, validatingOn: data, optimizer: Adam(learningRate: 0.01), epochs: 2,
      batch: 8, seed: 4)
    return (history, model.parameters.map(\.value), model(data.images))
  }

  @Test func `a run ends as on the processor, and says so epoch by epoch`() async {
    await #expect(processExitsWith: .success) {
      let (expected, parameters, scores) = try ChosenDeviceTests.trained()
      Backends.use(CUDA(EmulatedGPU()))
      #expect("\(Device.current)" == "CUDA (Emulated card)")
      let (found, moved, measured) = try ChosenDeviceTests.trained()
      for (found, expected) in zip(found.epochs, expected.epochs) {
        #expect(abs(found.trainingLoss - expected.trainingLoss) < 1e-4)
        #expect(found.trainingAccuracy == expected.trainingAccuracy)
        #expect(abs((found.validationLoss ?? .nan) - (expected.validationLoss ?? .nan)) < 1e-4)
      }
      #expect(found.epochs.count == expected.epochs.count)
      for (found, expected) in zip(moved + [measured], parameters + [scores]) {
        let scale = expected.values.map(abs).max() ?? 0
        let largest = zip(found.values, expected.values).map { abs($0 - $1) }.max() ?? .infinity
        #expect(largest < 1e-3 * scale)
      }
    }
  }

  @Test func `equal runs end with equal bits`() async {
    await #expect(processExitsWith: .success) {
      Backends.use(CUDA(EmulatedGPU()))
      let (first, second) = (try ChosenDeviceTests.trained(), try ChosenDeviceTests.trained())
      #expect(first.1 == second.1)
      #expect(first.2 == second.2)
    }
  }

  @Test func `runs at the same time end as each does by itself`() async {
    await #expect(processExitsWith: .success) {
      Backends.use(CUDA(EmulatedGPU()))
      let alone = try ChosenDeviceTests.trained()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask {
            let found = try ChosenDeviceTests.trained()
            #expect(found.1 == alone.1)
            #expect(found.2 == alone.2)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `a run that diverges names epoch, batch and layer, and keeps the weights before`()
    async
  {
    await #expect(processExitsWith: .success) {
      func run() -> (TrainingError?, [Tensor]) {
        var model = CUDANetworkTests.Case.features.model
        let data = LabeledBatch(
          images: .normal(shape: [24, 21], seed: 6) * 1e20, labels: (0..<24).map { $0 % 5 })
        do {
          try train(
            &model, on: data, optimizer: SGD(learningRate: 1e10), epochs: 3, batch: 8, seed: 4)
          return (nil, [])
        } catch let error as TrainingError {
          return (error, model.parameters.map(\.value))
        } catch { return (nil, []) }
      }
      let expected = run()
      Backends.use(CUDA(EmulatedGPU()))
      let found = run()
      #expect(expected.0 != nil)
      #expect("\(String(describing: found.0))" == "\(String(describing: expected.0))")
      #expect(found.1.map(\.shape) == expected.1.map(\.shape))
    }
  }

  @Test
  func `a layer that the card does not know is computed by the processor, and that is reported`()
    async
  {
    await #expect(processExitsWith: .success) {
      let reported = Reasons()
      Backends.use(CUDA(EmulatedGPU()))
      Backends.onFallback { reported.add($0) }
      let model = Sequential(input: [2, 6, 6], seed: 1) {
        Square()
        Flatten()
        Linear(from: 72, to: 5)
      }
      let images = Tensor.normal(shape: [16, 2, 6, 6], seed: 1)
      let scores = model(images)
      #expect(scores.shape == [16, 5])
      _ = model(images)
      #expect(
        reported.all == ["CUDA (Emulated card) has no form for opaque Square at [2, 6, 6]"])
    }
  }
}

/// A reader's own layer.
private struct Square: Layer {
  func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    (input * input, input)
  }

  func backward(_ outputGradient: Tensor, memory input: Tensor) -> Tensor {
    outputGradient * input * 2
  }

  func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}

/// Sentences from any thread.
private final class Reasons: @unchecked Sendable {
  private(set) var all: [String] = []
  func add(_ reason: String) { all.append(reason) }
}
