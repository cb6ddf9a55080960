import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct BatchNormalizationKernelsTests {
  private static let images = ChannelImages.bothLayouts([
    (3, 5, 49), (4, 33, 12), (2, 70, 1), (40, 6, 64), (5, 3, 300),
  ])

  /// A layer on the processor that has learned something, and its twin on the card.
  private struct Pair {
    var layer: BatchNorm2D
    let twin: BatchNormalizationKernels.Layer
    let runningMean: DeviceAddress
    let runningVariance: DeviceAddress
  }

  private func pair(
    _ images: ChannelImages, _ kernels: EmulatedKernels, state: [Int32]?,
    activation: DeviceActivation = .relu
  ) -> Pair {
    let channels = images.channels
    var layer = BatchNorm2D(channels: channels, epsilon: 1e-3, momentum: 0.3)
    layer.weight = Tensor(someNumbers(channels, seed: 11))
    layer.bias = Tensor(someNumbers(channels, seed: 12))
    layer.runningMean = Tensor(someNumbers(channels, seed: 13))
    layer.runningVariance = Tensor(someNumbers(channels, seed: 14).map { 1.5 + $0 })
    let scratchBytes = BatchNormalizationKernels.scratchBytes(of: images)
    let twin = BatchNormalizationKernels.Layer(
      images: images, epsilon: 1e-3, momentum: 0.3, activation: activation,
      weight: kernels.upload(layer.weight.values), bias: kernels.upload(layer.bias.values),
      mean: kernels.allocate(channels), inverseDeviation: kernels.allocate(channels),
      variance: kernels.allocate(channels), state: state.map { kernels.upload($0) },
      scratch: kernels.upload([UInt8](repeating: 0, count: scratchBytes)))
    return Pair(
      layer: layer, twin: twin, runningMean: kernels.upload(layer.runningMean.values),
      runningVariance: kernels.upload(layer.runningVariance.values))
  }

  /// Within 1e-5 of the largest number: the processor sums gradients in float.
  @Test(arguments: images, EmulatedKernels.Order.allCases)
  func `trains as on the processor, without the images that are none`(
    images: ChannelImages, order: EmulatedKernels.Order
  ) throws {
    let kernels = EmulatedKernels(order)
    let real = images.batch - 1
    var (pair, count) = (
      pair(images, kernels, state: [0, Int32(real), -1, 0, 0, 0, 0, 0]), images.count
    )
    let values = someNumbers(count, seed: 1).map { 3 * $0 + 5 }
    let gradient = someNumbers(count, seed: 2)
    let input = kernels.upload(images.laidOut(values))
    let output = kernels.allocate(count)
    try kernels.run(BatchNormalizationKernels.measure(input, pair.twin))
    try kernels.run(BatchNormalizationKernels.forward(input, pair.twin, into: output))
    let (normalized, memory) = pair.layer.forward(
      images.tensor(values, images: real), in: .training(seed: 0))
    let rest = [Float](repeating: 0, count: count / images.batch)
    let expected = ReLU()(normalized).values
    #expect(
      largestDifference(images.channelsFirst(kernels.download(output, count)), expected + rest)
        < 1e-5)

    let upstream = kernels.upload(images.laidOut(gradient))
    let weightGradient = kernels.allocate(images.channels)
    let biasGradient = kernels.allocate(images.channels)
    try kernels.run(
      BatchNormalizationKernels.parameterGradients(
        upstream, input: input, output: output, pair.twin, weightGradient: weightGradient,
        biasGradient: biasGradient))
    try kernels.run(
      BatchNormalizationKernels.backward(
        upstream, input: input, output: output, pair.twin, weightGradient: weightGradient,
        biasGradient: biasGradient, into: upstream))
    let through = ReLU().backward(
      images.tensor(gradient, images: real), memory: images.tensor(expected, images: real))
    let parameters = pair.layer.parameterGradients(through, memory: memory)
    #expect(
      largestDifference(
        kernels.download(weightGradient, images.channels), parameters[0].values) < 1e-5)
    #expect(
      largestDifference(kernels.download(biasGradient, images.channels), parameters[1].values)
        < 1e-5)
    #expect(
      largestDifference(
        images.channelsFirst(kernels.download(upstream, count)),
        pair.layer.backward(through, memory: memory).values + rest) < 1e-5)

    try kernels.run(
      BatchNormalizationKernels.learn(
        pair.twin, runningMean: pair.runningMean, runningVariance: pair.runningVariance))
    pair.layer.updateRunningStatistics(from: memory)
    #expect(
      largestDifference(
        kernels.download(pair.runningMean, images.channels), pair.layer.runningMean.values) < 1e-6)
    #expect(
      largestDifference(
        kernels.download(pair.runningVariance, images.channels),
        pair.layer.runningVariance.values) < 1e-6)
  }

  @Test(arguments: images)
  func `a trained network normalizes by its running averages`(images: ChannelImages) throws {
    let kernels = EmulatedKernels()
    let pair = pair(images, kernels, state: nil, activation: .none)
    var twin = pair.twin
    (twin.mean, twin.variance) = (pair.runningMean, pair.runningVariance)
    let values = someNumbers(images.count, seed: 1)
    let memory = kernels.upload(images.laidOut(values))
    try kernels.run(BatchNormalizationKernels.invert(twin))
    try kernels.run(BatchNormalizationKernels.forward(memory, twin, into: memory))
    let expected = pair.layer(images.tensor(values, images: images.batch)).values
    #expect(
      largestDifference(images.channelsFirst(kernels.download(memory, images.count)), expected)
        < 1e-6)
  }

  @Test func `learns nothing from a step whose loss was not finite`() throws {
    let kernels = EmulatedKernels()
    let images = ChannelImages(batch: 2, channels: 3, pixels: 4, isChannelsLast: false)
    let pair = pair(images, kernels, state: [4, 2, 4, 0, 0, 0, 0, 0])
    try kernels.run(
      BatchNormalizationKernels.measure(kernels.upload(someNumbers(24, seed: 1)), pair.twin))
    try kernels.run(
      BatchNormalizationKernels.learn(
        pair.twin, runningMean: pair.runningMean, runningVariance: pair.runningVariance))
    #expect(kernels.download(pair.runningMean, 3) == pair.layer.runningMean.values)
    #expect(kernels.download(pair.runningVariance, 3) == pair.layer.runningVariance.values)
  }
}
