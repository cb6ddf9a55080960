import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct WinogradConvolutionTests {
  private static let convolutions = [
    (images: 5, channels: 3, height: 13, width: 13, filters: 7, kernel: 3, padding: 1),
    (2, 4, 9, 6, 5, 3, 0), (3, 2, 11, 14, 3, 5, 2), (1, 1, 5, 5, 2, 5, 0), (2, 3, 4, 3, 2, 3, 2),
  ].map { images, channels, height, width, filters, kernel, padding in
    DeviceConvolution(
      images: images, channels: channels, height: height, width: width, filters: filters,
      kernel: kernel, top: padding, left: padding,
      outputHeight: height + 2 * padding - kernel + 1,
      outputWidth: width + 2 * padding - kernel + 1, isChannelsLast: false, precision: .float32)
  }

  private func layer(_ of: DeviceConvolution) -> Conv2D {
    var layer = Conv2D(
      from: of.channels, to: of.filters, kernel: of.kernel, padding: .explicit(of.top))
    layer.weight = Tensor(
      someNumbers(of.weightCount, seed: 3),
      shape: [of.filters, of.channels, of.kernel, of.kernel])
    layer.bias = Tensor(someNumbers(of.filters, seed: 4))
    return layer
  }

  /// Within 3e-6 of the largest number, or of 1 for the output, in groups of all images, of two, and of one.
  @Test(arguments: convolutions, [nil, 2, 1])
  func `convolves as on the processor, there and back`(
    convolution: DeviceConvolution, together: Int?
  ) throws {
    let kernels = EmulatedKernels()
    let scheme = try #require(WinogradConvolution(convolution, imagesTogether: together))
    let layer = layer(convolution)
    func room(_ bytes: Int) -> DeviceAddress { kernels.allocate(bytes / 4) }
    let input = Tensor(
      someNumbers(convolution.inputCount, seed: 1).map { max($0, -0.5) },
      shape: [convolution.images, convolution.channels, convolution.height, convolution.width])
    let inputAddress = kernels.upload(input.values)
    let bias = kernels.upload(layer.bias?.values ?? [])
    let (filters, samples) = (room(scheme.filterBytes), room(scheme.sampleBytes))
    let scratch = room(scheme.scratchBytes)
    let output = kernels.allocate(convolution.outputCount)
    try kernels.run([
      scheme.filters(kernels.upload(layer.weight.values), into: filters)
    ])
    try kernels.run(
      scheme.forward(
        inputAddress, filters: filters, bias: bias, activation: .relu, samples: samples,
        scratch: scratch, into: output))
    let expected = layer.forward(input)
    let results = kernels.download(output, convolution.outputCount)
    #expect(largestDifference(results, ReLU()(expected.output).values, scale: 1) < 3e-6)

    let again = kernels.allocate(convolution.outputCount)
    try kernels.run(
      scheme.forward(
        inputAddress, filters: filters, bias: bias, activation: .relu, samples: nil,
        scratch: scratch, into: again))
    #expect(kernels.download(again, convolution.outputCount) == results)

    let gradient = Tensor(
      someNumbers(convolution.outputCount, seed: 2), shape: expected.output.shape)
    let weightGradient = kernels.allocate(convolution.weightCount)
    let inputGradient = kernels.allocate(convolution.inputCount)
    try kernels.run(
      scheme.backward(
        kernels.upload(gradient.values), filters: filters, samples: samples,
        filterPoints: room(scheme.filterBytes), scratch: scratch, weightGradient: weightGradient,
        inputGradient: (inputGradient, .relu, inputAddress)))
    let back = layer.gradients(gradient, memory: expected.memory, toInput: true)
    #expect(
      largestDifference(
        kernels.download(weightGradient, convolution.weightCount), back.parameters[0].values)
        < 3e-6)
    let through = zip(back.input?.values ?? [], input.values).map { $1 > 0 ? $0 : 0 }
    #expect(
      largestDifference(kernels.download(inputGradient, convolution.inputCount), through) < 3e-6)
  }

  @Test func `takes only what it is made for`() {
    let fitting = DeviceConvolution(
      images: 64, channels: 64, height: 27, width: 27, filters: 192, kernel: 5, top: 2, left: 2,
      outputHeight: 27, outputWidth: 27, isChannelsLast: false, precision: .float32)
    #expect(WinogradConvolution(fitting) != nil)
    let changes: [WritableKeyPath<DeviceConvolution, Int>] = [
      \.kernel, \.stride, \.dilation, \.groups,
    ]
    for change in changes {
      var other = fitting
      other[keyPath: change] += 1
      #expect(WinogradConvolution(other) == nil)
    }
    var other = fitting
    other.isChannelsLast = true
    #expect(WinogradConvolution(other) == nil)
    other = fitting
    other.precision = .tf32
    #expect(WinogradConvolution(other) == nil)
  }

  @Test func `keeps the points of a group in the card's cache`() throws {
    let convolution = DeviceConvolution(
      images: 64, channels: 64, height: 27, width: 27, filters: 192, kernel: 5, top: 2, left: 2,
      outputHeight: 27, outputWidth: 27, isChannelsLast: false, precision: .float32)
    let scheme = try #require(WinogradConvolution(convolution))
    #expect(scheme.imagesTogether == 5)
    #expect(scheme.scratchBytes <= WinogradConvolution.bytesTogether)
  }
}
