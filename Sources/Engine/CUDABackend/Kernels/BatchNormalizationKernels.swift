/// Batch normalization over the images that the state tells of.
package enum BatchNormalizationKernels {
  /// What the kernels of one layer share on the card.
  package struct Layer {
    /// The images; a full batch.
    package var images: ChannelImages
    package var epsilon: Float
    package var momentum: Float
    /// Applied to the output.
    package var activation: DeviceActivation
    /// Learned scale and shift, `[channels]` each.
    package var weight: DeviceAddress
    package var bias: DeviceAddress
    /// The means and inverse deviations that `forward` uses, `[channels]` each.
    package var mean: DeviceAddress
    package var inverseDeviation: DeviceAddress
    /// The variances of the batch, `[channels]`.
    package var variance: DeviceAddress
    /// `TrainingStateWord`; nil where all images of the batch count.
    package var state: DeviceAddress?
    /// Working memory, `scratchBytes(of:)`, cleared before its first use.
    package var scratch: DeviceAddress

    package init(
      images: ChannelImages, epsilon: Float, momentum: Float, activation: DeviceActivation = .none,
      weight: DeviceAddress, bias: DeviceAddress, mean: DeviceAddress,
      inverseDeviation: DeviceAddress, variance: DeviceAddress, state: DeviceAddress?,
      scratch: DeviceAddress
    ) {
      self.images = images
      self.epsilon = epsilon
      self.momentum = momentum
      self.activation = activation
      self.weight = weight
      self.bias = bias
      self.mean = mean
      self.inverseDeviation = inverseDeviation
      self.variance = variance
      self.state = state
      self.scratch = scratch
    }

    fileprivate var stateArgument: KernelArgument {
      .address(state ?? DeviceAddress(rawValue: 0))
    }
    fileprivate var sumArguments: [KernelArgument] {
      [.address(scratch), .address(scratch + images.counterBytes)]
    }
  }

  /// The bytes of working memory, to be cleared before their first use.
  package static func scratchBytes(of images: ChannelImages) -> Int {
    images.sumScratchBytes(terms: 2, valueBytes: 8)
  }

  /// Writes the layer's mean, variance and inverse deviation from a batch; in training, before `forward`.
  package static func measure(_ input: DeviceAddress, _ layer: Layer) -> KernelLaunch {
    launch(
      "measure", layer.images.sumGrid,
      [
        .address(input), layer.stateArgument, layer.images.words, .float(layer.epsilon),
        .address(layer.mean), .address(layer.variance), .address(layer.inverseDeviation),
      ] + layer.sumArguments)
  }

  /// Writes the layer's inverse deviation from its variance; for a trained network, before `forward`.
  ///
  /// The layer's mean and variance are then the running ones.
  package static func invert(_ layer: Layer) -> KernelLaunch {
    launch(
      "invert", Extent3(KernelGrid.blocks(for: layer.images.channels, of: 256)),
      [
        .address(layer.variance), .float(layer.epsilon), .int(layer.images.channels),
        .address(layer.inverseDeviation),
      ])
  }

  /// Normalizes by the layer's mean and inverse deviation.
  package static func forward(
    _ input: DeviceAddress, _ layer: Layer, into output: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "forward", layer.images.mapGrid,
      [
        .address(input), .address(layer.mean), .address(layer.inverseDeviation),
        .address(layer.weight), .address(layer.bias), layer.stateArgument, layer.images.words,
        .int(layer.activation.rawValue), .address(output),
      ])
  }

  /// Takes the batch's mean and variance over into the running averages; behind the loss, which says
  /// whether the step counts.
  ///
  /// - Precondition: The layer has a state.
  package static func learn(
    _ layer: Layer, runningMean: DeviceAddress, runningVariance: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "learn", Extent3(KernelGrid.blocks(for: layer.images.channels, of: 256)),
      [
        .address(layer.mean), .address(layer.variance), layer.stateArgument, layer.images.words,
        .float(layer.momentum), .address(runningMean), .address(runningVariance),
      ])
  }

  /// Writes the gradients of weight and bias, `[channels]` each; `output` is read where there is an
  /// activation.
  package static func parameterGradients(
    _ outputGradient: DeviceAddress, input: DeviceAddress, output: DeviceAddress, _ layer: Layer,
    weightGradient: DeviceAddress, biasGradient: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "parameter_gradients", layer.images.sumGrid,
      [
        .address(outputGradient), .address(output), .address(input), .address(layer.mean),
        .address(layer.inverseDeviation), layer.stateArgument, layer.images.words,
        .int(layer.activation.rawValue), .address(weightGradient), .address(biasGradient),
      ] + layer.sumArguments)
  }

  /// Writes the gradient of the input, from those of weight and bias; the two image gradients may be one.
  package static func backward(
    _ outputGradient: DeviceAddress, input: DeviceAddress, output: DeviceAddress, _ layer: Layer,
    weightGradient: DeviceAddress, biasGradient: DeviceAddress, into inputGradient: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "backward", layer.images.mapGrid,
      [
        .address(outputGradient), .address(output), .address(input), .address(layer.mean),
        .address(layer.inverseDeviation), .address(layer.weight), .address(weightGradient),
        .address(biasGradient), layer.stateArgument, layer.images.words,
        .int(layer.activation.rawValue), .address(inputGradient),
      ])
  }

  private static func launch(
    _ kernel: String, _ grid: Extent3, _ arguments: [KernelArgument]
  ) -> KernelLaunch {
    KernelLaunch(
      source: "BatchNormalization", kernel: "batch_normalization_" + kernel, grid: grid,
      block: Extent3(256), arguments: arguments)
  }
}
