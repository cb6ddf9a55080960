import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct ExtremePoolingKernelsTests {
  /// Windows that have kernels of their own, and others; channels that four go into, and others.
  struct Case: CustomStringConvertible, Sendable {
    var images = 2
    var channels = 4
    var height = 9
    var width = 11
    var window = 3
    var stride = 2
    var padding = 0
    var channelsLast = false
    var flattens = false
    var kind = DevicePooling.Kind.maximum
    var activation = DeviceActivation.none

    var description: String {
      "\(kind) \(window)/\(stride)+\(padding) of \(channels)×\(height)×\(width)"
        + (channelsLast ? " last" : "") + (flattens ? " flattened" : "") + " \(activation)"
    }

    var layer: any Layer {
      kind == .maximum
        ? MaxPool2D(window: window, stride: stride, padding: padding)
        : MinPool2D(window: window, stride: stride, padding: padding)
    }

    var pooling: DevicePooling {
      let size = MaxPool2D(window: window, stride: stride, padding: padding).window
        .outputSize(height: height, width: width)
      return DevicePooling(
        images: images, channels: channels, height: height, width: width, kernel: window,
        stride: stride, top: padding, left: padding, outputHeight: size.height,
        outputWidth: size.width, isChannelsLast: channelsLast, flattensOutput: flattens)
    }

    static let all: [Case] = [
      Case(), Case(kind: .minimum), Case(channelsLast: true), Case(channels: 3, channelsLast: true),
      Case(padding: 1), Case(padding: 1, channelsLast: true),
      Case(height: 8, window: 2), Case(window: 2, channelsLast: true, kind: .minimum),
      Case(channels: 3, window: 2, padding: 1, channelsLast: true),
      Case(window: 3, stride: 1), Case(window: 5, stride: 3, padding: 2, channelsLast: true),
      Case(height: 20, width: 33, window: 15, stride: 4, padding: 7, channelsLast: true),
      Case(channels: 8, height: 13, width: 13, channelsLast: true, flattens: true),
      Case(activation: .relu), Case(channels: 8, channelsLast: true, activation: .relu),
      Case(window: 2, activation: .tanh), Case(channelsLast: true, activation: .sigmoid),
      Case(window: 4, stride: 2, kind: .minimum, activation: .relu),
      Case(channelsLast: true, flattens: true, activation: .tanh),
    ]
  }

  @Test(arguments: Case.all, EmulatedKernels.Order.allCases)
  func `pools, with bias and activation, as the layers do`(
    _ test: Case, order: EmulatedKernels.Order
  ) throws {
    let pooling = test.pooling
    let outputShape = [
      test.images, test.channels, pooling.outputHeight, pooling.outputWidth,
    ]
    let input = Tensor.normal(
      shape: [test.images, test.channels, test.height, test.width], seed: 1)
    let bias = (0..<test.channels).map { 0.25 * Float($0) - 0.5 }
    let gradient = Tensor.normal(shape: outputShape, seed: 2)
    let expected = ReferenceChain([addedBias(bias), activationLayer(test.activation), test.layer])
      .run(input, outputGradient: gradient)

    let kernels = EmulatedKernels(order)
    let output = kernels.allocate(pooling.outputCount)
    let taps = kernels.allocate(pooling.outputCount, of: UInt8.self)
    let inputGradient = kernels.allocate(pooling.inputCount)
    let outputGradient = kernels.upload(
      gradient.numbers(channelsLast: test.channelsLast && !test.flattens))
    try kernels.run(
      ExtremePoolingKernels.forward(
        pooling, kind: test.kind,
        input: kernels.upload(input.numbers(channelsLast: test.channelsLast)),
        bias: kernels.upload(bias), activation: test.activation, output: output, taps: taps))
    try kernels.run(
      ExtremePoolingKernels.backward(
        pooling, outputGradient: outputGradient, taps: taps, output: output,
        activation: test.activation, inputGradient: inputGradient))
    let outputs = kernels.download(output, pooling.outputCount)
    #expect(
      largestDifference(
        outputs, expected.output.numbers(channelsLast: test.channelsLast && !test.flattens)) < 1e-6)
    #expect(
      largestDifference(
        kernels.download(inputGradient, pooling.inputCount),
        expected.inputGradient.numbers(channelsLast: test.channelsLast)) < 1e-6)

    // The bias, summed over the windows.
    let parts = ExtremePoolingKernels.biasGradientParts(pooling)
    let partials = kernels.allocate(parts * test.channels)
    let biasGradient = kernels.allocate(test.channels)
    try kernels.run(
      ExtremePoolingKernels.biasGradient(
        pooling, outputGradient: outputGradient, taps: taps, output: output,
        activation: test.activation, partials: partials))
    try kernels.run(
      PartialSumKernels.add([
        .init(
          partials: partials, parts: parts, stride: test.channels, count: test.channels,
          result: biasGradient)
      ]))
    #expect(
      largestDifference(
        kernels.download(biasGradient, test.channels), expected.parameterGradients[1].values)
        < 1e-5)
  }

  @Test(arguments: [false, true])
  func `the bias's gradient is summed in parts where there are many windows`(
    channelsLast: Bool
  ) throws {
    let pooling = DevicePooling(
      images: 6, channels: 40, height: 26, width: 26, kernel: 2, stride: 2, outputHeight: 13,
      outputWidth: 13, isChannelsLast: channelsLast)
    let parts = ExtremePoolingKernels.biasGradientParts(pooling)
    #expect(parts > 4)
    let gradient = Tensor.normal(shape: [6, 40, 13, 13], seed: 3)
    let kernels = EmulatedKernels()
    let (partials, sums) = (kernels.allocate(parts * 40), kernels.allocate(40))
    let taps = [UInt8](repeating: 3, count: pooling.outputCount)
    try kernels.run(
      ExtremePoolingKernels.biasGradient(
        pooling, outputGradient: kernels.upload(gradient.numbers(channelsLast: channelsLast)),
        taps: kernels.upload(taps), partials: partials))
    try kernels.run(
      PartialSumKernels.add([
        .init(partials: partials, parts: parts, stride: 40, count: 40, result: sums)
      ]))
    var expected = [Float](repeating: 0, count: 40)
    for (place, value) in gradient.values.enumerated() { expected[place / 169 % 40] += value }
    #expect(largestDifference(kernels.download(sums, 40), expected) < 1e-5)
  }

  @Test func `a ReLU's slope stands in the taps of the pooling behind it`() throws {
    let input = Tensor([-1, -2, 3, 0, -3, -4, -5, 2], shape: [1, 1, 2, 4])
    let rectified = ReLU()(input)
    let pooling = DevicePooling(
      images: 1, channels: 1, height: 2, width: 4, kernel: 2, stride: 2, outputHeight: 1,
      outputWidth: 2)
    let kernels = EmulatedKernels()
    let (output, taps) = (kernels.allocate(2), kernels.allocate(2, of: UInt8.self))
    try kernels.run(
      ExtremePoolingKernels.forward(
        pooling, kind: .maximum, input: kernels.upload(rectified.values), inputIsRectified: true,
        output: output, taps: taps))
    #expect(kernels.download(output, 2) == [0, 3])
    #expect(kernels.download(taps, 2, of: UInt8.self) == [255, 0])
  }

  @Test func `NaN is not pooled away`() throws {
    let pooling = DevicePooling(
      images: 1, channels: 1, height: 2, width: 4, kernel: 2, stride: 2, outputHeight: 1,
      outputWidth: 2)
    let kernels = EmulatedKernels()
    let output = kernels.allocate(2)
    try kernels.run(
      ExtremePoolingKernels.forward(
        pooling, kind: .maximum, input: kernels.upload([1, 2, 5, 6, .nan, 4, 7, 8] as [Float]),
        activation: .relu, output: output, taps: nil))
    let values = kernels.download(output, 2)
    #expect(values[0].isNaN && values[1] == 8)
  }
}
