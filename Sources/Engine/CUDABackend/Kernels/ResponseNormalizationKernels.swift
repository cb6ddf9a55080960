import NeuralNetworks

/// Local response normalization.
package enum ResponseNormalizationKernels {
  /// Normalizes; `scale`, of the input's size, is written where a backward pass will need it.
  package static func forward(
    _ operation: ResponseNormalizationOperation, _ input: DeviceAddress, of images: ChannelImages,
    scale: DeviceAddress?, into output: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "forward", images,
      [.address(input), images.words] + neighbours(operation)
        + [
          .float(operation.offset), .float(operation.factor / Float(operation.size)),
          .float(operation.exponent), .address(scale ?? DeviceAddress(rawValue: 0)),
          .address(output),
        ])
  }

  /// Writes the gradient of the input, which must not lie where the output's does.
  ///
  /// With an activation, whose output the input was, it is the gradient before that.
  package static func backward(
    _ operation: ResponseNormalizationOperation, _ outputGradient: DeviceAddress,
    input: DeviceAddress, scale: DeviceAddress, output: DeviceAddress, of images: ChannelImages,
    through activation: DeviceActivation = .none, into inputGradient: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "backward", images,
      [
        .address(outputGradient), .address(input), .address(scale), .address(output), images.words,
      ] + neighbours(operation) + [
        .float(operation.factor / Float(operation.size)), .float(operation.exponent),
        .int(activation.rawValue), .address(inputGradient),
      ])
  }

  /// How many channels count before the own one, and how many after it.
  private static func neighbours(
    _ operation: ResponseNormalizationOperation
  ) -> [KernelArgument] {
    [.int(operation.size / 2), .int((operation.size - 1) / 2)]
  }

  private static func launch(
    _ kernel: String, _ images: ChannelImages, _ arguments: [KernelArgument]
  ) -> KernelLaunch {
    KernelLaunch(
      source: "ResponseNormalization", kernel: "response_normalization_" + kernel,
      grid: images.mapGrid, block: Extent3(256), arguments: arguments)
  }
}
