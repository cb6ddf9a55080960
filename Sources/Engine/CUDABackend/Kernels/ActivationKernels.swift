/// Activations, biases, and sums of values.
package enum ActivationKernels {
  /// Applies an activation to `count` numbers; input and output may be one.
  package static func forward(
    _ activation: DeviceActivation, _ input: DeviceAddress, count: Int,
    into output: DeviceAddress
  ) -> KernelLaunch {
    elementwise("activation_forward", [input, output], count, activation)
  }

  /// Takes a gradient through an activation, from what that returned; the two gradients may be one.
  package static func backward(
    _ activation: DeviceActivation, _ outputGradient: DeviceAddress, output: DeviceAddress,
    count: Int, into inputGradient: DeviceAddress
  ) -> KernelLaunch {
    elementwise(
      "activation_backward", [outputGradient, output, inputGradient], count, activation)
  }

  /// Adds two lists of `count` numbers, and applies an activation; the output may be one of them.
  package static func add(
    _ left: DeviceAddress, _ right: DeviceAddress, count: Int,
    activation: DeviceActivation = .none, into output: DeviceAddress
  ) -> KernelLaunch {
    elementwise("add_values", [left, right, output], count, activation)
  }

  /// Adds each channel's bias, and applies an activation; input and output may be one.
  package static func addBias(
    _ bias: DeviceAddress, to input: DeviceAddress, of images: ChannelImages,
    activation: DeviceActivation, into output: DeviceAddress
  ) -> KernelLaunch {
    if images.isChannelsLast {
      let rows = images.batch * images.pixels
      return KernelLaunch(
        source: "Activations", kernel: "add_bias_channels_last",
        grid: KernelGrid.persistent(
          for: KernelGrid.blocks(for: images.count, of: images.channels % 4 == 0 ? 4 : 1),
          threads: 256), block: Extent3(256),
        arguments: [
          .address(input), .address(bias), .address(output), .int(rows), .int(images.channels),
          .int(activation.rawValue),
        ])
    }
    let planes = images.batch * images.channels
    let perThread = images.pixels % 4 == 0 ? 4 : 1
    return KernelLaunch(
      source: "Activations", kernel: "add_bias_channels_first",
      grid: Extent3(
        KernelGrid.blocks(for: images.pixels, of: 128 * perThread), max(min(planes, 65_535), 1)),
      block: Extent3(128),
      arguments: [
        .address(input), .address(bias), .address(output), .int(planes), .int(images.channels),
        .int(images.pixels), .int(activation.rawValue),
      ])
  }

  /// The bytes of working memory of `biasGradient`, to be cleared before its first use.
  package static func biasGradientScratchBytes(of images: ChannelImages) -> Int {
    images.sumScratchBytes(terms: 1, valueBytes: 4)
  }

  /// Sums each channel's gradient over images and pixels.
  ///
  /// With an activation, the gradient is first taken through it, from its output, and written to
  /// `inputGradient`, which may be the same memory.
  package static func biasGradient(
    _ outputGradient: DeviceAddress, of images: ChannelImages,
    through activation: (
      kind: DeviceActivation, output: DeviceAddress, inputGradient: DeviceAddress
    )? = nil, scratch: DeviceAddress, into biasGradient: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Activations", kernel: "bias_gradient", grid: images.sumGrid, block: Extent3(256),
      arguments: [
        .address(outputGradient), .address(activation?.output ?? outputGradient),
        .address(activation?.inputGradient ?? outputGradient), .address(biasGradient),
        images.words, .int((activation?.kind ?? .none).rawValue), .address(scratch),
        .address(scratch + images.counterBytes),
      ])
  }

  private static func elementwise(
    _ kernel: String, _ values: [DeviceAddress], _ count: Int, _ activation: DeviceActivation
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Activations", kernel: kernel,
      grid: KernelGrid.persistent(for: KernelGrid.blocks(for: count, of: 4), threads: 256),
      block: Extent3(256),
      arguments: values.map { .address($0) } + [
        .uint64(UInt64(count)), .int(activation.rawValue),
      ])
  }
}
