import NeuralNetworks

/// Pooling by the largest or the smallest number of each window.
package enum ExtremePoolingKernels {
  /// The largest window: a tap of it must fit a byte, beside the mark of windows without a gradient.
  package static let largestKernel = 15

  /// Pools images.
  ///
  /// The convolution before it may leave its bias and its activation to this launch: they cost a sum
  /// for each sample and an activation for each window, and no way through memory.
  ///
  /// - `kind`: `.maximum` or `.minimum`.
  /// - `bias`: One number for each channel, added to the samples.
  /// - `activation`: What is applied behind the bias.
  /// - `inputIsRectified`: Whether the input is a ReLU's output whose slope `backward` takes over.
  /// - `taps`: Bytes, one for each output in the input's layout, for `backward`; nil in inference.
  package static func forward(
    _ pooling: DevicePooling, kind: DevicePooling.Kind, input: DeviceAddress,
    bias: DeviceAddress? = nil, activation: DeviceActivation = .none,
    inputIsRectified: Bool = false, output: DeviceAddress, taps: DeviceAddress?
  ) -> KernelLaunch {
    KernelLaunch(
      source: "ExtremePooling", kernel: "extreme_pooling_forward" + variant(pooling),
      grid: pooling.grid(places: pooling.outputHeight * pooling.outputWidth), block: Extent3(256),
      arguments: [
        .address(input), .address(ifAny: bias), .address(output), .address(ifAny: taps),
        pooling.words, .float(kind == .maximum ? 1 : -1), .int(activation.rawValue),
        .int(inputIsRectified || activation == .relu ? 1 : 0),
      ])
  }

  /// The gradient of the input, or of what came before bias and activation.
  ///
  /// - `output`: The pooled output, where `activation` is a tanh or a sigmoid. A ReLU's slope is in the
  ///   taps already.
  /// - `activation`: The one that `forward` applied, or that made its input.
  package static func backward(
    _ pooling: DevicePooling, outputGradient: DeviceAddress, taps: DeviceAddress,
    output: DeviceAddress? = nil, activation: DeviceActivation = .none,
    inputGradient: DeviceAddress
  ) -> KernelLaunch {
    let stride = pooling.stride
    // Where the window's size is known to the kernel, a thread has a cell of stride × stride pixels.
    let places =
      isUsual(pooling)
      ? KernelGrid.blocks(for: pooling.height + pooling.top, of: stride)
        * KernelGrid.blocks(for: pooling.width + pooling.left, of: stride)
      : pooling.height * pooling.width
    return KernelLaunch(
      source: "ExtremePooling", kernel: "extreme_pooling_backward" + variant(pooling),
      grid: pooling.grid(places: places), block: Extent3(256),
      arguments: [
        .address(outputGradient), .address(taps),
        .address(ifAny: needsOutput(activation) ? output : nil), .address(inputGradient),
        pooling.words, .int(activation.rawValue),
      ])
  }

  /// The gradient of the bias that `forward` added, as partial sums `[parts, channels]`; see
  /// `PartialSumKernels`.
  ///
  /// It is summed over the windows, which are fewer than the pixels.
  package static func biasGradient(
    _ pooling: DevicePooling, outputGradient: DeviceAddress, taps: DeviceAddress,
    output: DeviceAddress? = nil, activation: DeviceActivation = .none, partials: DeviceAddress
  ) -> KernelLaunch {
    let isLast = pooling.isChannelsLast
    return KernelLaunch(
      source: "ExtremePooling",
      kernel: "extreme_pooling_bias_gradient_" + (isLast ? "last" : "first"),
      grid: Extent3(
        isLast ? KernelGrid.blocks(for: pooling.channels, of: 32) : pooling.channels,
        biasGradientParts(pooling)),
      block: isLast ? Extent3(32, 8) : Extent3(256),
      arguments: [
        .address(outputGradient), .address(taps),
        .address(ifAny: needsOutput(activation) ? output : nil), .address(partials),
        pooling.words, .int(activation.rawValue),
      ])
  }

  /// How many parts `biasGradient` writes.
  package static func biasGradientParts(_ pooling: DevicePooling) -> Int {
    let columns =
      pooling.isChannelsLast ? KernelGrid.blocks(for: pooling.channels, of: 32) : pooling.channels
    let windows = pooling.images * pooling.outputHeight * pooling.outputWidth
    return max(1, min(512 / columns, windows / 64))
  }

  private static func needsOutput(_ activation: DeviceActivation) -> Bool {
    activation == .tanh || activation == .sigmoid
  }

  private static func isUsual(_ pooling: DevicePooling) -> Bool {
    pooling.stride == 2 && (pooling.kernel == 2 || pooling.kernel == 3)
  }

  private static func variant(_ pooling: DevicePooling) -> String {
    (isUsual(pooling) ? "_\(pooling.kernel)x\(pooling.kernel)" : "")
      + (pooling.lanes == 4 ? "_by4" : "")
  }
}
