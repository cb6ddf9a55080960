import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct GlobalPoolingKernelsTests {
  @Test(arguments: [false, true], EmulatedKernels.Order.allCases)
  func `takes the mean of each channel, and spreads its gradient`(
    channelsLast: Bool, order: EmulatedKernels.Order
  ) throws {
    let input = Tensor.normal(shape: [3, 37, 6, 7], mean: 1, seed: 1)
    let gradient = Tensor.normal(shape: [3, 37], seed: 2)
    let expected = ReferenceChain([GlobalAveragePool2D()]).run(input, outputGradient: gradient)
    let kernels = EmulatedKernels(order)
    let output = kernels.allocate(3 * 37)
    let inputGradient = kernels.allocate(input.count)
    try kernels.run(
      GlobalPoolingKernels.meanForward(
        input: kernels.upload(input.numbers(channelsLast: channelsLast)), images: 3, channels: 37,
        pixels: 42, channelsLast: channelsLast, output: output))
    try kernels.run(
      GlobalPoolingKernels.meanBackward(
        outputGradient: kernels.upload(gradient.values), images: 3, channels: 37, pixels: 42,
        channelsLast: channelsLast, inputGradient: inputGradient))
    #expect(largestDifference(kernels.download(output, 3 * 37), expected.output.values) < 1e-6)
    #expect(
      largestDifference(
        kernels.download(inputGradient, input.count),
        expected.inputGradient.numbers(channelsLast: channelsLast)) < 1e-6)
  }
}
