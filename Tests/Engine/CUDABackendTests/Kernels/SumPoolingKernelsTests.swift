import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct SumPoolingKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var kind = DevicePooling.Kind.mean
    var channels = 4
    var window = 2
    var stride = 2
    var padding = 0
    var channelsLast = false
    var flattens = false
    var activation = DeviceActivation.none

    var description: String {
      "\(kind) \(window)/\(stride)+\(padding) of \(channels)"
        + (channelsLast ? " last" : "") + (flattens ? " flattened" : "") + " \(activation)"
    }

    var layer: any Layer {
      kind == .mean
        ? AveragePool2D(window: window, stride: stride, padding: padding)
        : L2Pool2D(window: window, stride: stride, padding: padding)
    }

    static let all: [Case] = [
      Case(), Case(kind: .length), Case(window: 3, padding: 1, channelsLast: true),
      Case(kind: .length, channels: 3, window: 3, padding: 1, channelsLast: true),
      Case(window: 3, stride: 1, activation: .relu), Case(channelsLast: true, activation: .tanh),
      Case(kind: .length, window: 3, stride: 2, channelsLast: true, activation: .sigmoid),
      Case(kind: .length, channelsLast: true, flattens: true, activation: .relu),
      Case(channelsLast: true, flattens: true),
    ]
  }

  @Test(arguments: Case.all)
  func `pools, behind an activation too, as the layers do`(_ test: Case) throws {
    let shape = [2, test.channels, 7, 10]
    let size = AveragePool2D(window: test.window, stride: test.stride, padding: test.padding).window
      .outputSize(height: 7, width: 10)
    let pooling = DevicePooling(
      images: 2, channels: test.channels, height: 7, width: 10, kernel: test.window,
      stride: test.stride, top: test.padding, left: test.padding, outputHeight: size.height,
      outputWidth: size.width, isChannelsLast: test.channelsLast, flattensOutput: test.flattens)
    let before = Tensor.normal(shape: shape, seed: 1)
    let activation = activationLayer(test.activation)
    let input = activation.map { $0(before) } ?? before
    let gradient = Tensor.normal(
      shape: [2, test.channels, size.height, size.width], seed: 2)
    let expected = ReferenceChain([activation, test.layer]).run(before, outputGradient: gradient)
    let outputIsLast = test.channelsLast && !test.flattens

    let kernels = EmulatedKernels()
    let inputAddress = kernels.upload(input.numbers(channelsLast: test.channelsLast))
    let output = kernels.allocate(pooling.outputCount)
    let inputGradient = kernels.allocate(pooling.inputCount)
    try kernels.run(
      SumPoolingKernels.forward(pooling, kind: test.kind, input: inputAddress, output: output))
    try kernels.run(
      SumPoolingKernels.backward(
        pooling, kind: test.kind,
        outputGradient: kernels.upload(gradient.numbers(channelsLast: outputIsLast)),
        input: inputAddress, output: output, activation: test.activation,
        inputGradient: inputGradient))
    #expect(
      largestDifference(
        kernels.download(output, pooling.outputCount),
        expected.output.numbers(channelsLast: outputIsLast)) < 1e-6)
    #expect(
      largestDifference(
        kernels.download(inputGradient, pooling.inputCount),
        expected.inputGradient.numbers(channelsLast: test.channelsLast)) < 1e-6)
  }

  @Test func `a window of length zero passes no gradient`() throws {
    let pooling = DevicePooling(
      images: 1, channels: 1, height: 2, width: 2, kernel: 2, stride: 2, outputHeight: 1,
      outputWidth: 1)
    let kernels = EmulatedKernels()
    let zeros = kernels.upload([Float](repeating: 0, count: 4))
    let (output, gradient) = (kernels.allocate(1), kernels.allocate(4))
    try kernels.run(
      SumPoolingKernels.forward(pooling, kind: .length, input: zeros, output: output))
    try kernels.run(
      SumPoolingKernels.backward(
        pooling, kind: .length, outputGradient: kernels.upload([1] as [Float]), input: zeros,
        output: output, inputGradient: gradient))
    #expect(kernels.download(gradient, 4) == [0, 0, 0, 0])
  }
}
