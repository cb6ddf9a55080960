import NeuralNetworks

/// Convolutions of any size, stride, dilation, padding and number of groups, channel by channel
/// (NCHW, filters KCRS): for small ones, and for those that cuDNN does not take.
package enum DirectConvolutionKernels {
  /// Bytes of shared memory that a block's filters may take.
  private static let room = 32 * 1024

  /// Computes `output = activation(convolution + bias)`.
  package static func forward(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, activation: DeviceActivation = .none, output: DeviceAddress
  ) -> KernelLaunch {
    let c = convolution
    let chunk = chunk(c, of: c.channels / c.groups)
    return KernelLaunch(
      source: "DirectConvolution", kernel: "direct_convolution_forward",
      grid: Extent3(
        KernelGrid.blocks(for: c.images * c.outputHeight * c.outputWidth, of: 128),
        c.groups * KernelGrid.blocks(for: c.filters / c.groups, of: 4)),
      block: Extent3(128), sharedBytes: chunk * c.kernel * c.kernel * 16,
      arguments: [
        .address(input), .address(weight), .address(ifAny: bias), .address(output), words(c),
        .int(chunk), .int(activation.rawValue),
      ])
  }

  /// The gradient of the input.
  ///
  /// - `below`: The input, if an activation made it whose slope is taken over.
  /// - `activation`: That activation.
  package static func inputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    below: DeviceAddress? = nil, activation: DeviceActivation = .none,
    inputGradient: DeviceAddress
  ) -> KernelLaunch {
    let c = convolution
    let chunk = chunk(c, of: c.filters / c.groups)
    return KernelLaunch(
      source: "DirectConvolution", kernel: "direct_convolution_input_gradient",
      grid: Extent3(
        KernelGrid.blocks(for: c.images * c.height * c.width, of: 128),
        c.groups * KernelGrid.blocks(for: c.channels / c.groups, of: 4)),
      block: Extent3(128), sharedBytes: chunk * c.kernel * c.kernel * 16,
      arguments: [
        .address(outputGradient), .address(weight), .address(ifAny: below),
        .address(inputGradient), words(c), .int(chunk), .int(activation.rawValue),
      ])
  }

  /// Partial sums of the gradients of filters and biases, one for each part of the images; add them
  /// with `weightGradientSums`.
  ///
  /// - `partials`: Room for `partialCount` numbers.
  package static func weightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    partials: DeviceAddress
  ) -> KernelLaunch {
    let c = convolution
    return KernelLaunch(
      source: "DirectConvolution", kernel: "direct_convolution_weight_gradient",
      grid: Extent3(quads(c), parts(c), KernelGrid.blocks(for: depth(c) + 1, of: 128)),
      block: Extent3(128),
      arguments: [.address(input), .address(outputGradient), .address(partials), words(c)])
  }

  /// How many numbers `weightGradient` writes.
  package static func partialCount(_ convolution: DeviceConvolution) -> Int {
    parts(convolution) * convolution.filters * (depth(convolution) + 1)
  }

  /// The sums that end `weightGradient`.
  package static func weightGradientSums(
    _ convolution: DeviceConvolution, partials: DeviceAddress, weightGradient: DeviceAddress,
    biasGradient: DeviceAddress?
  ) -> [PartialSumKernels.Sum] {
    let (filters, depth) = (convolution.filters, depth(convolution))
    return filterSums(
      partials: partials, parts: parts(convolution), filters: filters, depth: depth,
      weightGradient: weightGradient, biasGradient: biasGradient)
  }

  /// The two sums of partials `[parts, filters × depth + filters]`: filters, and biases behind them.
  static func filterSums(
    partials: DeviceAddress, parts: Int, filters: Int, depth: Int, weightGradient: DeviceAddress,
    biasGradient: DeviceAddress?
  ) -> [PartialSumKernels.Sum] {
    let stride = filters * (depth + 1)
    let weights = PartialSumKernels.Sum(
      partials: partials, parts: parts, stride: stride, count: filters * depth,
      result: weightGradient)
    guard let biasGradient else { return [weights] }
    return [
      weights,
      PartialSumKernels.Sum(
        partials: partials + filters * depth * 4, parts: parts, stride: stride, count: filters,
        result: biasGradient),
    ]
  }

  private static func depth(_ c: DeviceConvolution) -> Int {
    c.channels / c.groups * c.kernel * c.kernel
  }

  private static func quads(_ c: DeviceConvolution) -> Int {
    c.groups * KernelGrid.blocks(for: c.filters / c.groups, of: 4)
  }

  /// As many parts as keep the card busy.
  private static func parts(_ c: DeviceConvolution) -> Int {
    let others = quads(c) * KernelGrid.blocks(for: depth(c) + 1, of: 128)
    return max(1, min(c.images, KernelGrid.blocks(for: 256, of: others)))
  }

  private static func chunk(_ c: DeviceConvolution, of count: Int) -> Int {
    min(count, max(1, room / (c.kernel * c.kernel * 16)))
  }

  private static func words(_ c: DeviceConvolution) -> KernelArgument {
    .words(
      [
        c.images, c.channels, c.height, c.width, c.filters, c.kernel, c.stride, c.dilation, c.top,
        c.left, c.outputHeight, c.outputWidth, c.groups,
      ].map(Int32.init))
  }
}
