import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct PooledConvolutionKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var images = 2
    var channels = 6
    var height = 14
    var width = 14
    var filters = 16
    var kernel = 5
    var padding = Padding.valid
    var kind = DevicePooling.Kind.maximum
    var activation = DeviceActivation.relu

    var description: String {
      "\(images) × \(channels)×\(height)×\(width)→\(filters) \(kernel)×\(kernel) \(padding), "
        + "\(activation), \(kind)"
    }

    var layer: Conv2D {
      Conv2D(from: channels, to: filters, kernel: kernel, padding: padding, seed: 4)
    }

    var pooling: any Layer {
      switch kind {
      case .maximum: MaxPool2D(window: 2)
      case .minimum: MinPool2D(window: 2)
      case .mean: AveragePool2D(window: 2)
      case .length: L2Pool2D(window: 2)
      }
    }

    var stage: DevicePooledConvolution? {
      let window = layer.window
      let size = window.outputSize(height: height, width: width)
      let amount = window.amount(height: height, width: width)
      return DevicePooledConvolution(
        DeviceConvolution(
          images: images, channels: channels, height: height, width: width, filters: filters,
          kernel: kernel, top: amount.top, left: amount.left, outputHeight: size.height,
          outputWidth: size.width, isChannelsLast: false, precision: .float32),
        activation: activation,
        pooling: DevicePooling(
          images: images, channels: filters, height: size.height, width: size.width, kernel: 2,
          stride: 2, outputHeight: size.height / 2, outputWidth: size.width / 2),
        kind: kind)
    }

    static let all: [Case] = [
      // LeNet-5's two stages, by the batch that the tilings are made for and by a small one.
      Case(channels: 1, height: 28, width: 28, filters: 6, padding: .explicit(2)),
      Case(channels: 1, height: 32, width: 32, filters: 6, activation: .tanh),
      Case(), Case(images: 70, channels: 2, filters: 3), Case(images: 1, activation: .sigmoid),
      Case(kind: .minimum), Case(kind: .minimum, activation: .tanh), Case(kind: .mean),
      Case(kind: .mean, activation: .tanh), Case(kind: .length),
      Case(kind: .length, activation: .sigmoid), Case(activation: .none),
      // Odd sizes, of which the pooling leaves the last row and column.
      Case(channels: 3, height: 13, width: 11, filters: 5, kernel: 3),
      Case(channels: 2, height: 9, width: 17, filters: 7, padding: .same, activation: .tanh),
      Case(channels: 2, height: 5, width: 6, filters: 2, padding: .full),
      Case(channels: 4, height: 16, width: 16, filters: 6, kernel: 3, padding: .same),
      Case(
        channels: 3, height: 10, width: 12, filters: 3,
        padding: .sides(PaddingAmount(top: 0, bottom: 3, left: 4, right: 1))),
      Case(channels: 10, height: 8, width: 8, filters: 20, kernel: 3, padding: .same, kind: .mean),
    ]
  }

  @Test(arguments: Case.all, EmulatedKernels.Order.allCases)
  func `computes a stage and its gradients as the layers do`(
    _ test: Case, order: EmulatedKernels.Order
  ) throws {
    let stage = try #require(test.stage)
    let input = Tensor.normal(
      shape: [test.images, test.channels, test.height, test.width], seed: 1)
    let gradient = Tensor.normal(
      shape: [test.images, test.filters, stage.pooledHeight, stage.pooledWidth], seed: 2)
    let expected = ReferenceChain([test.layer, activationLayer(test.activation), test.pooling])
      .run(input, outputGradient: gradient)

    let kernels = EmulatedKernels(order)
    let weight = kernels.upload(test.layer.weight.values)
    let bias = kernels.upload(test.layer.bias?.values ?? [])
    let inputAddress = kernels.upload(input.values)
    let output = kernels.allocate(stage.outputCount)
    let taps = kernels.allocate(stage.outputCount, of: UInt8.self)
    let activated = kernels.allocate(4 * stage.outputCount)
    let inputGradient = kernels.allocate(input.count)
    let partials = kernels.allocate(PooledConvolutionKernels.partialCount(stage))
    let weightGradient = kernels.allocate(test.layer.weight.count)
    let biasGradient = kernels.allocate(test.filters)
    try kernels.run(
      PooledConvolutionKernels.forward(
        stage, input: inputAddress, weight: weight, bias: bias, output: output, taps: taps,
        activated: activated))
    let outputGradient = kernels.upload(gradient.values)
    try kernels.run(
      PooledConvolutionKernels.backward(
        stage, outputGradient: outputGradient, input: inputAddress, weight: weight,
        output: output, taps: taps, activated: activated, inputGradient: inputGradient,
        partials: partials))
    func filterGradients() throws -> [[Float]] {
      try kernels.run(
        PartialSumKernels.add(
          PooledConvolutionKernels.weightGradientSums(
            stage, partials: partials, weightGradient: weightGradient,
            biasGradient: biasGradient)))
      return [
        kernels.download(weightGradient, test.layer.weight.count),
        kernels.download(biasGradient, test.filters),
      ]
    }

    #expect(
      largestDifference(kernels.download(output, stage.outputCount), expected.output.values) < 5e-6)
    #expect(
      largestDifference(kernels.download(inputGradient, input.count), expected.inputGradient.values)
        < 5e-6)
    let gradients = try filterGradients()
    for (own, expected) in zip(gradients, expected.parameterGradients) {
      #expect(largestDifference(own, expected.values) < 1e-5)
    }

    // Behind the images nobody needs the input's gradient; in inference nothing is kept.
    let fresh = kernels.allocate(PooledConvolutionKernels.partialCount(stage))
    try kernels.run(
      PooledConvolutionKernels.backward(
        stage, outputGradient: outputGradient, input: inputAddress, weight: weight,
        output: output, taps: taps, activated: activated, inputGradient: nil, partials: fresh))
    let count = PooledConvolutionKernels.partialCount(stage)
    #expect(kernels.download(fresh, count) == kernels.download(partials, count))
    let again = kernels.allocate(stage.outputCount)
    try kernels.run(
      PooledConvolutionKernels.forward(
        stage, input: inputAddress, weight: weight, bias: bias, output: again, taps: nil,
        activated: nil))
    #expect(
      kernels.download(again, stage.outputCount) == kernels.download(output, stage.outputCount))
  }

  @Test func `takes only stages that it has a form for`() {
    #expect(Case(kernel: 4).stage == nil)
    #expect(Case(channels: 200, filters: 200).stage == nil)
    #expect(Case(images: 64).stage != nil)
    #expect(Case(padding: .explicit(5)).stage == nil)
  }
}
