import CUDABackend
import NeuralNetworks
import Tensors
import Testing

/// Networks compiled for a card, run by the emulation, beside the processor's.
@Suite struct CUDANetworkTests {
  /// One network for each thing that the compiler must get right.
  enum Case: String, CaseIterable, CustomTestStringConvertible {
    case leNet = "convolutions that share a launch with their pooling"
    case meanPooled = "tanh and pooling by means in the same launch"
    case direct = "small convolutions by themselves, with steps and uneven padding"
    case library = "convolutions by cuDNN, the last one behind a pooling"
    case overlapping = "overlapping windows behind cuDNN's convolutions"
    case libraryMeans = "means and a normalization behind cuDNN's activations"
    case emptySteps = "steps that do nothing inside of a residual block"
    case steps = "a first convolution with steps, by cuDNN over squares of pixels"
    case activations = "sigmoid and tanh by themselves and behind linear layers"
    case pooling = "pooling by the smallest, by length and by channel"
    case residual = "a residual block in a residual block"
    case features = "linear layers alone"
    case dropout = "dropout between linear layers"
    case normalized = "both normalizations"
    case padded = "padding by reflection, and probabilities on the way"
    case borders = "convolutions that pad by reflection, with pooling, and by repeating the border"
    case wide = "wide convolutions, which Winograd's scheme takes, one of them behind a pooling"
    case large = "a linear layer that moves as its gradient is summed"

    var testDescription: String { rawValue }

    var input: [Int] {
      switch self {
      case .leNet, .meanPooled: [1, 16, 16]
      case .library, .libraryMeans, .overlapping, .steps: [3, 13, 11]
      case .features, .large: [21]
      default: [2, 10, 10]
      }
    }

    var model: Sequential {
      Sequential(input: input, seed: 3) {
        switch self {
        case .leNet:
          Conv2D(from: 1, to: 6, kernel: 5, padding: .explicit(2))
          ReLU()
          MaxPool2D(window: 2)
          Conv2D(from: 6, to: 16, kernel: 5)
          ReLU()
          MaxPool2D(window: 2)
        case .meanPooled:
          Conv2D(from: 1, to: 4, kernel: 3)
          Tanh()
          AveragePool2D(window: 2)
          Conv2D(from: 4, to: 5, kernel: 3, bias: false)
          Sigmoid()
          AveragePool2D(window: 2)
        case .direct:
          Conv2D(from: 2, to: 5, kernel: 3, stride: 2, padding: .explicit(1))
          ReLU()
          Conv2D(from: 5, to: 7, kernel: 4, padding: .same)
          Tanh()
          Conv2D(from: 7, to: 3, kernel: 3, padding: .explicit(2), dilation: 2)
        case .library:
          Conv2D(from: 3, to: 90, kernel: 3, padding: .same)
          ReLU()
          Conv2D(from: 90, to: 12, kernel: 3, padding: .same)
          Tanh()
          Conv2D(from: 12, to: 24, kernel: 3, padding: .explicit(1), groups: 2)
          ReLU()
          MaxPool2D(window: 2)
        case .overlapping:
          Conv2D(from: 3, to: 90, kernel: 5, stride: 2, padding: .explicit(2))
          ReLU()
          MaxPool2D(window: 3, stride: 2)
          Conv2D(from: 90, to: 8, kernel: 3, padding: .same)
          Sigmoid()
          MaxPool2D(window: 2, stride: 1)
        case .libraryMeans:
          Conv2D(from: 3, to: 90, kernel: 3, padding: .same)
          Tanh()
          AveragePool2D(window: 2)
          Conv2D(from: 90, to: 12, kernel: 3, padding: .same)
          Sigmoid()
          LocalResponseNormalization(size: 3, factor: 0.5)
          BatchNorm2D(channels: 12)
          Tanh()
          AveragePool2D(window: 2)
        case .emptySteps:
          Conv2D(from: 2, to: 4, kernel: 3)
          Tanh()
          Residual {
            Dropout(rate: 0)
            Conv2D(from: 4, to: 4, kernel: 3, padding: .same)
            Dropout(rate: 0)
          }
        case .steps:
          Conv2D(from: 3, to: 90, kernel: 7, stride: 3, padding: .explicit(2))
          ReLU()
        case .activations:
          Conv2D(from: 2, to: 4, kernel: 3)
          MaxPool2D(window: 2)
          Sigmoid()
          Flatten()
          Linear(from: 64, to: 30)
          Tanh()
          Linear(from: 30, to: 17, bias: false)
          Sigmoid()
        case .pooling:
          Conv2D(from: 2, to: 6, kernel: 3)
          MinPool2D(window: 2)
          Conv2D(from: 6, to: 7, kernel: 2)
          ReLU()
          L2Pool2D(window: 2, stride: 1)
          GlobalAveragePool2D()
        case .residual:
          Conv2D(from: 2, to: 4, kernel: 3)
          Residual {
            Residual {
              Conv2D(from: 4, to: 4, kernel: 3, padding: .same)
              ReLU()
            }
            Conv2D(from: 4, to: 4, kernel: 1)
          }
          ReLU()
        case .features:
          Linear(from: 21, to: 37)
          ReLU()
        case .dropout:
          Conv2D(from: 2, to: 3, kernel: 3)
          ReLU()
          Flatten()
          Dropout(rate: 0.4)
          Linear(from: 192, to: 31)
          ReLU()
          Dropout(rate: 0.5)
        case .normalized:
          Conv2D(from: 2, to: 7, kernel: 3)
          ReLU()
          LocalResponseNormalization(size: 5, factor: 0.3, exponent: 0.75, offset: 2)
          Conv2D(from: 7, to: 6, kernel: 3, bias: false)
          BatchNorm2D(channels: 6)
          ReLU()
          MaxPool2D(window: 2)
        case .padded:
          Pad2D(by: 2, mode: .reflect)
          Conv2D(from: 2, to: 4, kernel: 3)
          Tanh()
          GlobalAveragePool2D()
          Softmax()
        case .borders:
          Conv2D(from: 2, to: 4, kernel: 5, padding: .same, mode: .reflect)
          Tanh()
          MaxPool2D(window: 2)
          Residual {
            Conv2D(from: 4, to: 4, kernel: 3, padding: .same, mode: .replicate, bias: false)
          }
        case .wide:
          Conv2D(from: 2, to: 64, kernel: 3)
          ReLU()
          Conv2D(from: 64, to: 64, kernel: 3, padding: .same)
          ReLU()
          MaxPool2D(window: 3, stride: 1)
          Conv2D(from: 64, to: 64, kernel: 5, bias: false)
          Tanh()
        case .large:
          Linear(from: 21, to: 512)
          Tanh()
          Linear(from: 512, to: 512)
          ReLU()
        }
        if input.count > 1 { Flatten() }
        Linear(from: lastFeatures, to: 5)
      }
    }

    private var lastFeatures: Int {
      switch self {
      case .leNet: 16 * 2 * 2
      case .wide: 64 * 2 * 2
      case .borders: 4 * 5 * 5
      case .meanPooled: 5 * 2 * 2
      case .direct: 3 * 5 * 5
      case .library: 24 * 6 * 5
      case .overlapping: 8 * 2 * 1
      case .libraryMeans: 12 * 3 * 2
      case .emptySteps: 4 * 8 * 8
      case .steps: 90 * 4 * 3
      case .activations: 17
      case .pooling: 7
      case .residual: 4 * 8 * 8
      case .features: 37
      case .dropout: 31
      case .normalized: 6 * 3 * 3
      case .padded: 4
      case .large: 512
      }
    }
  }

  private func plan(_ testCase: Case) throws -> NetworkPlan {
    try #require(NetworkPlan(testCase.model, input: testCase.input))
  }

  /// The largest difference, as a fraction of the largest number.
  private func difference(_ found: Tensor, _ expected: Tensor) -> Float {
    guard found.shape == expected.shape else { return .infinity }
    let scale = expected.values.map(abs).max() ?? 0
    let largest =
      zip(found.values, expected.values).map { $0.isNaN ? .infinity : abs($0 - $1) }.max() ?? 0
    return largest / max(scale, 1e-6)
  }

  @Test(arguments: Case.allCases, [Precision.float32, .tf32])
  func `scores are the processor's`(testCase: Case, precision: Precision) throws {
    let model = testCase.model
    let cuda = CUDA(EmulatedGPU())
    let plan = try plan(testCase)
    #expect(cuda.missing(for: plan, training: nil) == nil)
    let network = try cuda.inference(plan, batch: 6, precision: precision)
    for batch in [6, 2] {
      let images = Tensor.normal(shape: [batch] + testCase.input, seed: batch)
      let scores = try network.output(
        for: images, parameters: model.parameters.map(\.value),
        buffers: model.statistics.map(\.value))
      #expect(difference(scores, model.forward(images).output) < 1e-5)
    }
  }

  @Test func `a network may end, or consist, of steps that do nothing in use`() throws {
    let shape = [2, 6, 5]
    let models = [
      Sequential {
        Conv2D(from: 2, to: 3, kernel: 3, seed: 1)
        Flatten()
        Dropout(rate: 0.5)
      }, Sequential { Flatten() },
    ]
    let images = Tensor.normal(shape: [3] + shape, seed: 2)
    for model in models {
      let plan = try #require(NetworkPlan(model, input: shape))
      let network = try CUDA(EmulatedGPU()).inference(plan, batch: 3, precision: .float32)
      let scores = try network.output(
        for: images, parameters: model.parameters.map(\.value), buffers: [])
      #expect(difference(scores, model.forward(images).output) < 1e-5)
    }
  }

  @Test(arguments: Case.allCases, EmulatedKernels.Order.allCases)
  func `an epoch moves the weights as the processor's does`(
    testCase: Case, order: EmulatedKernels.Order
  ) throws {
    // Two batches, the second not full.
    let data = LabeledBatch(
      images: .normal(shape: [7] + testCase.input, seed: 6), labels: [0, 3, 1, 4, 2, 2, 0])
    var expected = testCase.model
    let rule = SGD(learningRate: 0.5, momentum: 0.9)
    let history = try train(&expected, on: data, optimizer: rule, epochs: 1, batch: 4, seed: 11)

    let start = testCase.model
    let cuda = CUDA(EmulatedGPU(order))
    let plan = try plan(testCase)
    #expect(cuda.missing(for: plan, training: (CrossEntropy(), rule)) == nil)
    let network = try cuda.training(
      plan,
      setup: TrainingSetup(
        loss: CrossEntropy(), rule: rule, batch: 4, seed: 11,
        precision: order == .fromFirst ? .float32 : .tf32, data: data))
    try network.load(
      parameters: start.parameters.map(\.value), buffers: start.statistics.map(\.value),
      memory: OptimizerMemory())
    var shuffling = RandomStream(seed: 11, purpose: "shuffle", 0)
    let outcomes = try network.run(
      EpochSchedule(epoch: 0, order: shuffling.permutation(of: 7), rates: [0.5, 0.5]),
      onBatch: nil)

    let loss = (outcomes[0].loss * 4 + outcomes[1].loss * 3) / 7
    #expect(abs(loss - history.epochs[0].trainingLoss) < 1e-5)
    let stored = try network.stored()
    for (index, parameter) in expected.parameters.enumerated() {
      let before = start.parameters[index].value
      #expect(
        difference(stored.parameters[index] - before, parameter.value - before) < 1e-4,
        "\(parameter.name)")
    }
    for (found, expected) in zip(stored.buffers, expected.statistics) {
      #expect(difference(found, expected.value) < 1e-5, "\(expected.name)")
    }
    #expect(stored.memory.steps == 2)
  }
}
