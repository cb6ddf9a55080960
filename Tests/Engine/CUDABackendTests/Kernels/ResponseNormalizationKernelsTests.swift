import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct ResponseNormalizationKernelsTests {
  private static let images = ChannelImages.bothLayouts([(3, 5, 49), (2, 33, 12), (1, 1, 7)])

  /// Within 1e-6 of the largest number; neighbourhoods of odd and even size.
  @Test(arguments: images, [(5, Float(0.75)), (4, 0.6), (1, 0.75)])
  func `normalizes as on the processor, there and back`(
    images: ChannelImages, setting: (size: Int, exponent: Float)
  ) throws {
    let kernels = EmulatedKernels()
    let layer = LocalResponseNormalization(
      size: setting.size, factor: 0.7, exponent: setting.exponent, offset: 2)
    let plan = try #require(NetworkPlan(layer, input: [images.channels, 1, images.pixels]))
    let operation = try #require(plan.steps[0].operation as? ResponseNormalizationOperation)
    let count = images.count
    let (values, gradient) = (someNumbers(count, seed: 1), someNumbers(count, seed: 2))
    let input = kernels.upload(images.laidOut(values))
    let (scale, output) = (kernels.allocate(count), kernels.allocate(count))
    try kernels.run(
      ResponseNormalizationKernels.forward(
        operation, input, of: images, scale: scale, into: output))
    let expected = layer.forward(images.tensor(values, images: images.batch))
    let results = kernels.download(output, count)
    #expect(largestDifference(images.channelsFirst(results), expected.output.values) < 1e-6)

    let inputGradient = kernels.allocate(count)
    try kernels.run(
      ResponseNormalizationKernels.backward(
        operation, kernels.upload(images.laidOut(gradient)), input: input, scale: scale,
        output: output, of: images, through: .relu, into: inputGradient))
    let back = layer.backward(
      images.tensor(gradient, images: images.batch), memory: expected.memory)
    let through = zip(back.values, values).map { $1 > 0 ? $0 : 0 }
    #expect(
      largestDifference(images.channelsFirst(kernels.download(inputGradient, count)), through)
        < 1e-6)

    // Where nobody goes back, nothing is kept for it.
    let again = kernels.allocate(count)
    try kernels.run(
      ResponseNormalizationKernels.forward(operation, input, of: images, scale: nil, into: again))
    #expect(kernels.download(again, count) == results)
  }
}
