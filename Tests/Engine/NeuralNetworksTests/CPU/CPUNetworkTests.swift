import NeuralNetworks
import Tensors
import Testing

/// Sixteen interleaved images must give what the layers compute one by one, up to rounding.
///
/// A batch of nine or more is interleaved in `model(images)` and in `train`; `forward` and `gradients` go
/// by layers.
@Suite struct CPUNetworkTests {
  /// One network for each thing that a stage must get right.
  enum Case: String, CaseIterable, CustomTestStringConvertible {
    case plain = "convolution without padding"
    case padded = "padding, and more rows than columns"
    case strided = "a first convolution with steps"
    case steppedTwice = "a second convolution with steps, too"
    case widelyPadded = "padding wider than a filter reaches"
    case normalized = "local response normalization"
    case dilated = "gaps between the samples of a filter"
    case grouped = "channels in two groups"
    case withoutBias = "no biases"
    case points = "a 1×1 convolution"
    case winograd3 = "many channels under 3×3 filters"
    case winograd5 = "many channels under 5×5 filters"
    case winogradGroups = "many channels in two groups"
    case overlapping = "overlapping max pooling"
    case average = "average pooling with padding"
    case rectifierBehindPooling = "a rectifier behind the pooling"
    case tanh = "the hyperbolic tangent"
    case sigmoid = "the sigmoid"
    case dropout = "dropout between linear layers"
    case nested = "a chain in a chain"
    case features = "feature vectors"
    case batchNormalized = "batch normalization on the way"
    case otherPooling = "pooling by the smallest, the squares and all pixels"
    case residual = "a residual block on the way"
    case residualShortcut = "a residual block whose shortcut learns, and a rectifier behind it"
    case residualTwice = "a residual block in a residual block"
    case mirrored = "padding by reflection"

    var testDescription: String { rawValue }

    var input: [Int] {
      switch self {
      case .padded: [3, 9, 6]
      case .strided, .steppedTwice: [3, 17, 17]
      case .winograd3, .winogradGroups: [3, 11, 9]
      case .winograd5: [2, 10, 7]
      case .features: [21]
      default: [2, 10, 10]
      }
    }

    var model: Sequential {
      Sequential(input: input, seed: 3) {
        switch self {
        case .plain:
          Conv2D(from: 2, to: 6, kernel: 5)
          ReLU()
        case .padded:
          Conv2D(from: 3, to: 5, kernel: 3, padding: .same)
          ReLU()
          Conv2D(from: 5, to: 7, kernel: 4, padding: .same)
          ReLU()
        case .strided:
          Conv2D(from: 3, to: 8, kernel: 7, stride: 3, padding: .explicit(2))
          ReLU()
          MaxPool2D(window: 2)
        case .steppedTwice:
          Conv2D(from: 3, to: 8, kernel: 3, stride: 2)
          ReLU()
          Conv2D(from: 8, to: 6, kernel: 3, stride: 2, padding: .explicit(1))
          ReLU()
          Conv2D(from: 6, to: 4, kernel: 2, stride: 3, groups: 2)
        case .widelyPadded:
          Conv2D(from: 2, to: 12, kernel: 3)
          Conv2D(from: 12, to: 1, kernel: 2, stride: 3, padding: .explicit(4))
          ReLU()
        case .normalized:
          Conv2D(from: 2, to: 7, kernel: 3)
          ReLU()
          LocalResponseNormalization(size: 5, factor: 0.3, exponent: 0.75, offset: 2)
          MaxPool2D(window: 2)
        case .dilated:
          Conv2D(from: 2, to: 4, kernel: 3, padding: .explicit(1))
          Conv2D(from: 4, to: 6, kernel: 3, padding: .explicit(2), dilation: 2)
        case .grouped:
          Conv2D(from: 2, to: 8, kernel: 3)
          ReLU()
          Conv2D(from: 8, to: 6, kernel: 3, padding: .same, groups: 2)
        case .withoutBias:
          Conv2D(from: 2, to: 6, kernel: 3, bias: false)
          ReLU()
          Flatten()
          Linear(from: 6 * 8 * 8, to: 19, bias: false)
          ReLU()
        case .points:
          Conv2D(from: 2, to: 9, kernel: 1)
          ReLU()
          Conv2D(from: 9, to: 4, kernel: 1)
        case .winograd3:
          Conv2D(from: 3, to: 40, kernel: 3, padding: .same)
          ReLU()
          Conv2D(from: 40, to: 36, kernel: 3, padding: .explicit(1))
          ReLU()
        case .winograd5:
          Conv2D(from: 2, to: 33, kernel: 3, padding: .same)
          Conv2D(from: 33, to: 48, kernel: 5, padding: .same)
          ReLU()
          MaxPool2D(window: 2)
        case .winogradGroups:
          Conv2D(from: 3, to: 64, kernel: 3, padding: .same)
          ReLU()
          Conv2D(from: 64, to: 64, kernel: 3, groups: 2)
        case .overlapping:
          Conv2D(from: 2, to: 6, kernel: 3)
          MaxPool2D(window: 3, stride: 2)
          Conv2D(from: 6, to: 4, kernel: 2)
          ReLU()
          MaxPool2D(window: 3, stride: 1, padding: 1)
        case .average:
          Conv2D(from: 2, to: 6, kernel: 3)
          ReLU()
          AveragePool2D(window: 3, stride: 2, padding: 1)
        case .rectifierBehindPooling:
          Conv2D(from: 2, to: 6, kernel: 3)
          MaxPool2D(window: 2)
          ReLU()
        case .tanh:
          Conv2D(from: 2, to: 6, kernel: 3)
          Tanh()
          MaxPool2D(window: 2)
        case .sigmoid:
          Conv2D(from: 2, to: 6, kernel: 3)
          Sigmoid()
        case .dropout:
          Conv2D(from: 2, to: 3, kernel: 3)
          ReLU()
          Flatten()
          Dropout(rate: 0.4)
          Linear(from: 192, to: 31)
          ReLU()
          Dropout(rate: 0.5)
        case .nested:
          Sequential {
            Conv2D(from: 2, to: 6, kernel: 3)
            ReLU()
          }
          Sequential {
            Flatten()
            Dropout(rate: 0.2)
          }
        case .features:
          Linear(from: 21, to: 37)
          Tanh()
        case .batchNormalized:
          Conv2D(from: 2, to: 6, kernel: 3, bias: false)
          BatchNorm2D(channels: 6)
          ReLU()
          MaxPool2D(window: 2)
          Conv2D(from: 6, to: 8, kernel: 3)
          BatchNorm2D(channels: 8)
          ReLU()
        case .otherPooling:
          Conv2D(from: 2, to: 6, kernel: 3)
          MinPool2D(window: 2)
          Conv2D(from: 6, to: 7, kernel: 2)
          ReLU()
          L2Pool2D(window: 2, stride: 1)
          GlobalAveragePool2D()
        case .residual:
          Conv2D(from: 2, to: 8, kernel: 3)
          ReLU()
          Residual {
            Conv2D(from: 8, to: 8, kernel: 1)
            BatchNorm2D(channels: 8)
            Dropout(rate: 0.3)
          }
          Conv2D(from: 8, to: 6, kernel: 3)
        case .residualShortcut:
          Residual {
            Conv2D(from: 2, to: 5, kernel: 1)
          } _: {
            Conv2D(from: 2, to: 5, kernel: 3, padding: .same)
            Tanh()
          }
          ReLU()
          MaxPool2D(window: 2)
        case .residualTwice:
          Conv2D(from: 2, to: 4, kernel: 3)
          Residual {
            Residual {
              Conv2D(from: 4, to: 4, kernel: 3, padding: .same)
              ReLU()
            }
            Conv2D(from: 4, to: 4, kernel: 1)
          }
        case .mirrored:
          Conv2D(from: 2, to: 6, kernel: 3)
          ReLU()
          Conv2D(from: 6, to: 1, kernel: 3, padding: .same, mode: .reflect)
          ReLU()
        }
        if self != .features { Flatten() }
        Linear(from: lastFeatures, to: 5)
      }
    }

    private var lastFeatures: Int {
      switch self {
      case .plain: 6 * 6 * 6
      case .padded: 7 * 9 * 6
      case .strided: 8 * 2 * 2
      case .steppedTwice: 4 * 1 * 1
      case .widelyPadded: 1 * 5 * 5
      case .normalized: 7 * 4 * 4
      case .dilated: 6 * 10 * 10
      case .grouped: 6 * 8 * 8
      case .withoutBias: 19
      case .points: 4 * 10 * 10
      case .winograd3: 36 * 11 * 9
      case .winograd5: 48 * 5 * 3
      case .winogradGroups: 64 * 9 * 7
      case .overlapping: 4 * 2 * 2
      case .average: 6 * 4 * 4
      case .rectifierBehindPooling: 6 * 4 * 4
      case .tanh: 6 * 4 * 4
      case .sigmoid: 6 * 8 * 8
      case .dropout: 31
      case .nested: 6 * 8 * 8
      case .features: 37
      case .batchNormalized: 8 * 2 * 2
      case .otherPooling: 7
      case .residual: 6 * 6 * 6
      case .residualShortcut: 5 * 5 * 5
      case .residualTwice: 4 * 8 * 8
      case .mirrored: 1 * 8 * 8
      }
    }
  }

  /// The largest difference, as a fraction of the largest number.
  private func difference(_ found: Tensor, _ expected: Tensor) -> Float {
    guard found.shape == expected.shape else { return .infinity }
    let scale = expected.values.map(abs).max() ?? 0
    let largest = zip(found.values, expected.values).map { abs($0 - $1) }.max() ?? 0
    return largest / max(scale, 1e-6)
  }

  @Test(arguments: Case.allCases)
  func `batches of nine and more are interleaved, smaller ones go by layers`(testCase: Case) {
    for isTraining in [false, true] {
      let model = testCase.model
      #expect(!model.isInterleaved(8, of: testCase.input, isTraining: isTraining))
      #expect(model.isInterleaved(9, of: testCase.input, isTraining: isTraining))
    }
  }

  @Test func `a network goes by layers when most of its work has no interleaved form`() {
    let model = Sequential(input: [2, 8, 8], seed: 1) {
      Conv2D(from: 2, to: 4, kernel: 3, padding: .same)
      Conv2D(from: 4, to: 4, kernel: 3, padding: .same, mode: .circular)
      Flatten()
      Linear(from: 256, to: 5)
    }
    #expect(!model.isInterleaved(64, of: [2, 8, 8], isTraining: true))
  }

  @Test(arguments: Case.allCases, [9, 16, 37])
  func `scores are those of the layers one by one`(testCase: Case, batch: Int) {
    let images = Tensor.normal(shape: [batch] + testCase.input, seed: 5)
    let model = testCase.model
    #expect(difference(model(images), model.forward(images).output) < 1e-5)
  }

  @Test(arguments: Case.allCases, [9, 16, 37])
  func `gradients are those of the layers one by one`(testCase: Case, batch: Int) throws {
    let images = Tensor.normal(shape: [batch] + testCase.input, seed: 6)
    let labels = (0..<batch).map { $0 * 3 % 5 }
    var model = testCase.model

    let (output, memory) = model.forward(images, in: .training(seed: 11))
    let upstream = CrossEntropy().measure(output, labels: labels).gradient
    let expected = model.gradients(upstream, memory: memory, toInput: false).parameters

    // One step at rate 1 moves each parameter by its gradient. Training shuffles the images, which
    // even dropout does not notice.
    let before = model.parameters
    let data = LabeledBatch(images: images, labels: labels)
    try train(&model, on: data, optimizer: SGD(learningRate: 1), epochs: 1, batch: batch, seed: 11)

    for (index, parameter) in model.parameters.enumerated() {
      let moved = before[index].value - parameter.value
      // Rounding of the parameter itself comes on top of that of its gradient.
      let scale = expected[index].values.map(abs).max() ?? 0
      let largest = zip(moved.values, expected[index].values).map { abs($0 - $1) }.max() ?? 0
      #expect(largest < 2e-5 * scale + 2e-7, "\(parameter.name)")
    }
  }

  @Test(arguments: [Case.batchNormalized, .residual])
  func `running averages are those of the layers one by one`(testCase: Case) throws {
    let images = Tensor.normal(shape: [37] + testCase.input, seed: 7)
    let data = LabeledBatch(images: images, labels: (0..<37).map { $0 % 5 })
    var model = testCase.model
    var expected = model
    expected.updateRunningStatistics(from: model.forward(images, in: .training(seed: 0)).memory)
    try train(&model, on: data, optimizer: SGD(learningRate: 0.01), epochs: 1, batch: 37)
    for (found, expected) in zip(model.statistics, expected.statistics) {
      #expect(difference(found.value, expected.value) < 1e-5, "\(found.name)")
    }
    #expect(model.statistics.map(\.value) != testCase.model.statistics.map(\.value))
  }

  @Test func `a layer that only collects may stand before the first that learns`() throws {
    var model = Sequential(input: [2, 6, 6], seed: 1) {
      ImageCounter()
      Conv2D(from: 2, to: 4, kernel: 3)
      Flatten()
      Linear(from: 64, to: 5)
    }
    #expect(model.isInterleaved(16, of: [2, 6, 6], isTraining: true))
    let data = LabeledBatch(
      images: .normal(shape: [37, 2, 6, 6], seed: 1), labels: (0..<37).map { $0 % 5 })
    try train(&model, on: data, optimizer: SGD(learningRate: 0.01), epochs: 2, batch: 16)
    #expect(model.statistics.map(\.value) == [Tensor([74], shape: [1])])
  }

  @Test func `the last batch may fill only some places of a block`() throws {
    var model = Case.plain.model
    let data = LabeledBatch(
      images: .normal(shape: [33, 2, 10, 10], seed: 1), labels: (0..<33).map { $0 % 5 })
    let history = try train(
      &model, on: data, optimizer: SGD(learningRate: 0.01), epochs: 3, batch: 32)
    #expect(history.epochs.allSatisfy { $0.trainingLoss.isFinite })
    #expect(history.epochs[2].trainingLoss < history.epochs[0].trainingLoss)
  }
}

/// Counts the images that training shows it, and passes them on.
private struct ImageCounter: Layer {
  var count = Tensor([0], shape: [1])

  func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Int) {
    (input, input.shape[0])
  }

  func backward(_ upstream: Tensor, memory: Int) -> Tensor { upstream }

  func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }

  mutating func updateRunningStatistics(from memory: Int) {
    count += Tensor([Float(memory)], shape: [1])
  }

  mutating func visitStatistics(_ visit: (String, inout Tensor) -> Void) { visit("count", &count) }
}
