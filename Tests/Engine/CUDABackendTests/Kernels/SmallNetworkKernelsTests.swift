import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct SmallNetworkKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var stages: [PooledConvolutionKernelsTests.Case]
    /// Of the linear layers' outputs.
    var outputs: [Int]
    var activations: [DeviceActivation]

    var sizes: [Int] {
      guard let last = stages.last?.stage else { return [] }
      return [last.filters * last.pooledHeight * last.pooledWidth] + outputs
    }

    var description: String {
      "\(stages.map(\.description)) \(outputs) \(activations)"
    }

    static func stage(
      _ channels: Int, _ size: (Int, Int), _ filters: Int, kernel: Int = 5,
      padding: Padding = .valid, kind: DevicePooling.Kind = .maximum,
      activation: DeviceActivation = .relu
    ) -> PooledConvolutionKernelsTests.Case {
      .init(
        images: 3, channels: channels, height: size.0, width: size.1, filters: filters,
        kernel: kernel, padding: padding, kind: kind, activation: activation)
    }

    static let leNet = [
      stage(1, (28, 28), 6, padding: .explicit(2)), stage(6, (14, 14), 16),
    ]

    static let all = [
      Case(stages: leNet, outputs: [120, 84, 10], activations: [.relu, .relu, .none]),
      Case(
        stages: leNet, outputs: [120, 84, 10], activations: [.tanh, .sigmoid, .none]),
      Case(
        stages: [stage(2, (9, 17), 5, kernel: 3, padding: .same, kind: .mean, activation: .tanh)],
        outputs: [7], activations: [.none]),
      Case(
        stages: [
          stage(2, (12, 14), 4, kernel: 3, padding: .same, kind: .length),
          stage(4, (6, 7), 3, kernel: 3, padding: .same, kind: .minimum, activation: .sigmoid),
        ], outputs: [9, 4], activations: [.relu, .tanh]),
    ]
  }

  private func head(
    _ test: Case, _ layers: [Linear], output: DeviceAddress, on kernels: EmulatedKernels
  ) -> LinearHeadKernels.Head {
    LinearHeadKernels.Head(
      batch: 3, inputs: test.sizes[0], input: output,
      layers: layers.enumerated().map { place, layer in
        LinearHeadKernels.Layer(
          weight: kernels.upload(layer.weight.values),
          bias: layer.bias.map { kernels.upload($0.values) }, activation: test.activations[place],
          outputs: test.outputs[place], output: place == layers.count - 1 ? output : nil)
      })
  }

  @Test(arguments: Case.all, EmulatedKernels.Order.allCases)
  func `computes a whole network in one launch, as its layers do`(
    _ test: Case, order: EmulatedKernels.Order
  ) throws {
    let stages = try test.stages.map { try #require($0.stage) }
    try #require(SmallNetworkKernels.isSuited(stages: stages, sizes: test.sizes))
    let linear = zip(test.sizes, test.outputs).map { Linear(from: $0, to: $1, seed: $0) }
    let images = Tensor.normal(
      shape: [3, stages[0].channels, stages[0].height, stages[0].width], seed: 1)
    var layers: [(any Layer)?] = []
    for each in test.stages {
      layers += [each.layer, activationLayer(each.activation), each.pooling]
    }
    layers.append(Flatten())
    for (each, activation) in zip(linear, test.activations) {
      layers += [each, activationLayer(activation)]
    }
    let expected = layers.reduce(images) { value, layer in layer?(value) ?? value }

    let kernels = EmulatedKernels(order)
    let output = kernels.allocate(expected.count)
    let launch = SmallNetworkKernels.forward(
      zip(test.stages, stages).map { each, sizes in
        SmallNetworkKernels.Stage(
          sizes: sizes, weight: kernels.upload(each.layer.weight.values),
          bias: kernels.upload(each.layer.bias?.values ?? []))
      }, head: head(test, linear, output: output, on: kernels),
      images: kernels.upload(images.values))
    try kernels.run(launch)
    #expect(largestDifference(kernels.download(output, expected.count), expected.values) < 5e-6)
  }

  @Test func `takes only networks that fit one block`() throws {
    let stages = try Case.leNet.map { try #require($0.stage) }
    let sizes = [400, 120, 84, 10]
    #expect(SmallNetworkKernels.isSuited(stages: stages, sizes: sizes))
    #expect(!SmallNetworkKernels.isSuited(stages: stages, sizes: [401, 10]))
    #expect(!SmallNetworkKernels.isSuited(stages: [], sizes: sizes))
    #expect(!SmallNetworkKernels.isSuited(stages: [stages[1], stages[0]], sizes: [1176, 10]))
    #expect(!SmallNetworkKernels.isSuited(stages: stages, sizes: [400, 400, 10]))
  }
}
