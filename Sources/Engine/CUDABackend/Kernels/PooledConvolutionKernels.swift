/// A small convolution, bias, activation and pooling in one launch, and their backward passes in
/// another.
package enum PooledConvolutionKernels {
  /// Computes `output = pooling(activation(convolution + bias))`.
  ///
  /// - `taps`: Bytes, one for each output, for the backward pass of a maximum or minimum; nil in
  ///   inference.
  /// - `activated`: Four numbers for each output, for the backward pass of a mean or length; nil in
  ///   inference.
  package static func forward(
    _ stage: DevicePooledConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, output: DeviceAddress, taps: DeviceAddress?, activated: DeviceAddress?
  ) -> KernelLaunch {
    let tiling = PooledConvolutionTiling(forward: stage)
    return KernelLaunch(
      source: "PooledConvolutionForward", kernel: "pooled_convolution_forward",
      grid: Extent3(stage.images, tiling.slices), block: Extent3(tiling.threads),
      sharedBytes: tiling.sharedBytes,
      arguments: [
        .address(input), .address(weight), .address(ifAny: bias), .address(output),
        .address(ifAny: stage.keepsActivated ? nil : taps),
        .address(ifAny: stage.keepsActivated ? activated : nil), stage.words, tiling.words,
      ])
  }

  /// The gradients of the input, the filters and the biases.
  ///
  /// - `output`: What `forward` wrote, like `taps` and `activated`.
  /// - `inputGradient`: nil where nobody needs it, as behind the images.
  /// - `partials`: Room for `partialCount` numbers; `weightGradientSums` adds them.
  package static func backward(
    _ stage: DevicePooledConvolution, outputGradient: DeviceAddress, input: DeviceAddress,
    weight: DeviceAddress, output: DeviceAddress, taps: DeviceAddress?, activated: DeviceAddress?,
    inputGradient: DeviceAddress?, partials: DeviceAddress
  ) -> KernelLaunch {
    let inputs = PooledConvolutionTiling(inputGradient: stage)
    let weights = PooledConvolutionTiling.WeightGradient(stage)
    let inputSlices = inputGradient == nil ? 0 : inputs.slices
    let isBoth = inputGradient != nil
    return KernelLaunch(
      source: "PooledConvolutionBackward", kernel: "pooled_convolution_backward",
      grid: Extent3(stage.images, inputSlices + weights.slices),
      block: Extent3(isBoth ? max(inputs.threads, weights.threads) : weights.threads),
      sharedBytes: isBoth ? max(inputs.sharedBytes, weights.sharedBytes) : weights.sharedBytes,
      arguments: [
        .address(outputGradient), .address(output), .address(ifAny: taps),
        .address(ifAny: activated), .address(input), .address(weight),
        .address(ifAny: inputGradient), .address(partials), stage.words, inputs.words,
        weights.gradients.words, weights.samples.words, .int(inputSlices),
      ])
  }

  /// How many numbers `backward` writes as partial sums.
  package static func partialCount(_ stage: DevicePooledConvolution) -> Int {
    stage.images * stage.filters * (stage.depth + 1)
  }

  /// The sums that end the gradients of filters and biases.
  package static func weightGradientSums(
    _ stage: DevicePooledConvolution, partials: DeviceAddress, weightGradient: DeviceAddress,
    biasGradient: DeviceAddress?
  ) -> [PartialSumKernels.Sum] {
    DirectConvolutionKernels.filterSums(
      partials: partials, parts: stage.images, filters: stage.filters, depth: stage.depth,
      weightGradient: weightGradient, biasGradient: biasGradient)
  }
}
