import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct PaddingKernelsTests {
  @Test(arguments: PaddingMode.allCases, [false, true])
  func `pads as on the processor and back, number for number`(
    mode: PaddingMode, channelsLast: Bool
  ) throws {
    let kernels = EmulatedKernels()
    let amount = PaddingAmount(top: 3, bottom: 1, left: 0, right: 4)
    let padding = PaddingKernels.Padding(
      batch: 2, channels: 3, height: 4, width: 5, isChannelsLast: channelsLast, amount: amount,
      mode: mode)
    let small = ChannelImages(batch: 2, channels: 3, pixels: 20, isChannelsLast: channelsLast)
    let large = ChannelImages(batch: 2, channels: 3, pixels: 72, isChannelsLast: channelsLast)
    #expect(padding.outputCount == large.count)
    let layer = Pad2D(by: amount, mode: mode)
    let input = Tensor(someNumbers(small.count, seed: 1), shape: [2, 3, 4, 5])
    let gradient = Tensor(someNumbers(large.count, seed: 2), shape: [2, 3, 8, 9])
    let output = kernels.allocate(large.count)
    let inputGradient = kernels.allocate(small.count)
    try kernels.run(
      PaddingKernels.forward(
        kernels.upload(small.laidOut(input.values)), padding, into: output))
    try kernels.run(
      PaddingKernels.backward(
        kernels.upload(large.laidOut(gradient.values)), padding, into: inputGradient))
    let expected = layer.forward(input)
    #expect(
      large.channelsFirst(kernels.download(output, large.count)) == expected.output.values)
    #expect(
      small.channelsFirst(kernels.download(inputGradient, small.count))
        == layer.backward(gradient, memory: expected.memory).values)
  }
}
