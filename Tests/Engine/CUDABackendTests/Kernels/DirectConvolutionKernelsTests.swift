import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct DirectConvolutionKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var images = 2
    var channels = 3
    var height = 9
    var width = 8
    var filters = 5
    var kernel = 3
    var stride = 1
    var dilation = 1
    var padding = Padding.valid
    var groups = 1
    var activation = DeviceActivation.none
    var hasBias = true

    var description: String {
      "\(channels)→\(filters) \(kernel)×\(kernel)/\(stride) ×\(dilation) \(padding) in \(groups), "
        + "\(activation)"
    }

    var layer: Conv2D {
      Conv2D(
        from: channels, to: filters, kernel: kernel, stride: stride, padding: padding,
        dilation: dilation, groups: groups, bias: hasBias, seed: 4)
    }

    static let all: [Case] = [
      Case(), Case(stride: 2, padding: .same, activation: .relu), Case(padding: .full),
      Case(filters: 6, dilation: 2, padding: .explicit(1), groups: 3, activation: .tanh),
      Case(channels: 8, filters: 4, kernel: 1, groups: 2, hasBias: false),
      Case(channels: 6, height: 14, width: 14, filters: 16, kernel: 5, activation: .sigmoid),
      Case(
        kernel: 2, stride: 3, padding: .sides(PaddingAmount(top: 2, bottom: 0, left: 1, right: 1))),
      // Filters that go through shared memory in several pieces, and more weights than threads.
      Case(images: 3, channels: 40, height: 8, filters: 9, kernel: 8, padding: .explicit(3)),
    ]
  }

  private func deviceConvolution(_ test: Case) -> DeviceConvolution {
    let window = test.layer.window
    let size = window.outputSize(height: test.height, width: test.width)
    let amount = window.amount(height: test.height, width: test.width)
    return DeviceConvolution(
      images: test.images, channels: test.channels, height: test.height, width: test.width,
      filters: test.filters, kernel: test.kernel, stride: test.stride, dilation: test.dilation,
      top: amount.top, left: amount.left, outputHeight: size.height, outputWidth: size.width,
      groups: test.groups, isChannelsLast: false, precision: .float32)
  }

  @Test(arguments: Case.all, EmulatedKernels.Order.allCases)
  func `convolves, and finds all gradients, as the layer does`(
    _ test: Case, order: EmulatedKernels.Order
  ) throws {
    let convolution = deviceConvolution(test)
    // The input is itself an activation's output, whose slope the backward pass takes over.
    let activation = activationLayer(test.activation)
    let before = Tensor.normal(
      shape: [test.images, test.channels, test.height, test.width], seed: 1)
    let input = activation.map { $0(before) } ?? before
    let gradient = Tensor.normal(
      shape: [test.images, test.filters, convolution.outputHeight, convolution.outputWidth],
      seed: 2)
    let expected = ReferenceChain([activation, test.layer]).run(before, outputGradient: gradient)

    let kernels = EmulatedKernels(order)
    let weight = kernels.upload(test.layer.weight.values)
    let inputAddress = kernels.upload(input.values)
    let gradientAddress = kernels.upload(gradient.values)
    let output = kernels.allocate(convolution.outputCount)
    let inputGradient = kernels.allocate(convolution.inputCount)
    let partials = kernels.allocate(DirectConvolutionKernels.partialCount(convolution))
    let weightGradient = kernels.allocate(convolution.weightCount)
    let biasGradient = kernels.allocate(test.filters)
    try kernels.run(
      DirectConvolutionKernels.forward(
        convolution, input: inputAddress, weight: weight,
        bias: test.layer.bias.map { kernels.upload($0.values) }, activation: test.activation,
        output: output))
    try kernels.run(
      DirectConvolutionKernels.inputGradient(
        convolution, outputGradient: gradientAddress, weight: weight,
        below: test.activation == .none ? nil : inputAddress, activation: test.activation,
        inputGradient: inputGradient))
    try kernels.run(
      DirectConvolutionKernels.weightGradient(
        convolution, input: inputAddress, outputGradient: gradientAddress, partials: partials))
    try kernels.run(
      PartialSumKernels.add(
        DirectConvolutionKernels.weightGradientSums(
          convolution, partials: partials, weightGradient: weightGradient,
          biasGradient: test.hasBias ? biasGradient : nil)))

    let activated = activation.map { $0(expected.output) } ?? expected.output
    #expect(
      largestDifference(kernels.download(output, convolution.outputCount), activated.values) < 5e-6)
    #expect(
      largestDifference(
        kernels.download(inputGradient, convolution.inputCount), expected.inputGradient.values)
        < 5e-6)
    #expect(
      largestDifference(
        kernels.download(weightGradient, convolution.weightCount),
        expected.parameterGradients[0].values) < 5e-6)
    if test.hasBias {
      #expect(
        largestDifference(
          kernels.download(biasGradient, test.filters), expected.parameterGradients[1].values)
          < 5e-6)
    }
  }
}
