import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct ActivationKernelsTests {
  private static let activations: [DeviceActivation] = [.relu, .tanh, .sigmoid]

  private func forward(_ activation: DeviceActivation, _ input: [Float]) -> [Float] {
    let tensor = Tensor(input, shape: [input.count])
    return switch activation {
    case .none: input
    case .relu: ReLU()(tensor).values
    case .tanh: Tanh()(tensor).values
    case .sigmoid: Sigmoid()(tensor).values
    }
  }

  private func backward(
    _ activation: DeviceActivation, _ gradient: [Float], output: [Float]
  ) -> [Float] {
    let (upstream, output) = (Tensor(gradient), Tensor(output))
    return switch activation {
    case .none: gradient
    case .relu: ReLU().backward(upstream, memory: output).values
    case .tanh: Tanh().backward(upstream, memory: output).values
    case .sigmoid: Sigmoid().backward(upstream, memory: output).values
    }
  }

  /// Within 4e-7: the processor's tanh and logistic are within three units in the last place.
  @Test(arguments: activations, [1, 4, 1_027])
  func `computes each activation as on the processor`(
    activation: DeviceActivation, count: Int
  ) throws {
    let kernels = EmulatedKernels()
    let values = someNumbers(count, seed: 1).map { 6 * $0 }
    let output = kernels.allocate(count)
    try kernels.run(
      ActivationKernels.forward(activation, kernels.upload(values), count: count, into: output))
    let results = kernels.download(output, count)
    #expect(largestDifference(results, forward(activation, values)) < 4e-7)

    let gradient = someNumbers(count, seed: 2)
    let upstream = kernels.upload(gradient)
    try kernels.run(
      ActivationKernels.backward(
        activation, upstream, output: output, count: count, into: upstream))
    let expected = backward(activation, gradient, output: results)
    // 1 − y² keeps fewer digits where y is near 1, and a processor may round it once less.
    #expect(largestDifference(kernels.download(upstream, count), expected) < 4e-6)
  }

  @Test func `a number that is none stays none`() throws {
    let kernels = EmulatedKernels()
    for activation in DeviceActivation.allCases {
      let memory = kernels.upload([Float.nan, -1, 2])
      try kernels.run(ActivationKernels.forward(activation, memory, count: 3, into: memory))
      #expect(kernels.download(memory, 3)[0].isNaN)
    }
  }

  @Test func `adds two lists, and may write over one of them`() throws {
    let kernels = EmulatedKernels()
    let (left, right) = (someNumbers(301, seed: 1), someNumbers(301, seed: 2))
    let (first, second) = (kernels.upload(left), kernels.upload(right))
    try kernels.run(
      ActivationKernels.add(first, second, count: 301, activation: .relu, into: second))
    #expect(kernels.download(second, 301) == zip(left, right).map { max($0 + $1, 0) })
  }

  private static let images = ChannelImages.bothLayouts([
    (3, 5, 49), (2, 3, 64), (7, 6, 1), (4, 33, 12), (1, 70, 3), (64, 6, 196), (9, 4, 300),
  ])

  private func channel(of index: Int, in images: ChannelImages) -> Int {
    (images.isChannelsLast ? index : index / images.pixels) % images.channels
  }

  @Test(arguments: images)
  func `adds each channel's bias`(images: ChannelImages) throws {
    let kernels = EmulatedKernels()
    let values = someNumbers(images.count, seed: 1)
    let bias = someNumbers(images.channels, seed: 2)
    let memory = kernels.upload(values)
    try kernels.run(
      ActivationKernels.addBias(
        kernels.upload(bias), to: memory, of: images, activation: .relu, into: memory))
    let expected = values.indices.map {
      max(values[$0] + bias[channel(of: $0, in: images)], 0)
    }
    #expect(kernels.download(memory, images.count) == expected)
  }

  /// Within 1e-6 of the largest channel's sum in double precision.
  @Test(arguments: images, EmulatedKernels.Order.allCases)
  func `sums the gradient of each channel, twice with the same scratch`(
    images: ChannelImages, order: EmulatedKernels.Order
  ) throws {
    let kernels = EmulatedKernels(order)
    let gradient = someNumbers(images.count, seed: 1)
    let output = someNumbers(images.count, seed: 2)
    var sums = [Double](repeating: 0, count: images.channels)
    for index in gradient.indices where output[index] > 0 {
      sums[channel(of: index, in: images)] += Double(gradient[index])
    }
    let scratchBytes = ActivationKernels.biasGradientScratchBytes(of: images)
    let scratch = kernels.upload([UInt8](repeating: 0, count: scratchBytes))
    let (outputAddress, bias) = (kernels.upload(output), kernels.allocate(images.channels))
    for _ in 0..<2 {
      let memory = kernels.upload(gradient)
      try kernels.run(
        ActivationKernels.biasGradient(
          memory, of: images, through: (.relu, outputAddress, memory), scratch: scratch,
          into: bias))
      #expect(
        largestDifference(kernels.download(bias, images.channels), sums.map(Float.init)) < 2e-6)
      let through = gradient.indices.map { output[$0] > 0 ? gradient[$0] : 0 }
      #expect(kernels.download(memory, images.count) == through)
    }
  }

  @Test func `large sums are divided among several blocks`() {
    let images = ChannelImages(batch: 64, channels: 64, pixels: 3025, isChannelsLast: false)
    let launch = ActivationKernels.biasGradient(
      DeviceAddress(rawValue: 0), of: images, scratch: DeviceAddress(rawValue: 0),
      into: DeviceAddress(rawValue: 0))
    #expect(launch.grid == Extent3(9, 64))
  }
}
