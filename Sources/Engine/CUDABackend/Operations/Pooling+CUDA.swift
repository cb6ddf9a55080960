import NeuralNetworks

extension PoolingOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool {
    input.count == 3
      && (kind == .mean || kind == .length
        || window.kernel <= ExtremePoolingKernels.largestKernel)
  }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let sizes = sizes(
      from: site.input.shape, to: site.output.shape, batch: site.batch,
      isChannelsLast: site.input.isChannelsLast,
      flattensOutput: site.input.isChannelsLast && !site.output.isChannelsLast)
    // What the operation below is activated by, pooling can pass back with its own gradient.
    let below = DeviceActivation(site.activationBelow)
    site.tookActivationBelow = below != .none && site.inputGradient != nil
    return kind == .mean || kind == .length
      ? SumPoolingOperator(sizes, kind.onDevice, below: below, &site)
      : ExtremePoolingOperator(sizes, kind.onDevice, below: below, &site)
  }

  func sizes(
    from input: [Int], to output: [Int], batch: Int, isChannelsLast: Bool, flattensOutput: Bool
  ) -> DevicePooling {
    let amount = window.amount(height: input[1], width: input[2])
    return DevicePooling(
      images: batch, channels: input[0], height: input[1], width: input[2], kernel: window.kernel,
      stride: window.stride, top: amount.top, left: amount.left, outputHeight: output[1],
      outputWidth: output[2], isChannelsLast: isChannelsLast, flattensOutput: flattensOutput)
  }
}

extension PoolingOperation.Kind {
  var onDevice: DevicePooling.Kind {
    switch self {
    case .maximum: .maximum
    case .minimum: .minimum
    case .mean: .mean
    case .length: .length
    }
  }
}

/// Pooling by the largest or smallest of each window.
private struct ExtremePoolingOperator: DeviceOperator {
  private let sizes: DevicePooling
  private let kind: DevicePooling.Kind
  private let below: DeviceActivation
  private let input: MemoryPlan.Block
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let taps: MemoryPlan.Block?

  init(
    _ sizes: DevicePooling, _ kind: DevicePooling.Kind, below: DeviceActivation,
    _ site: inout CompilationSite
  ) {
    self.sizes = sizes
    self.kind = kind
    self.below = site.tookActivationBelow ? below : .none
    input = site.input.block
    output = site.output
    inputGradient = site.inputGradient
    taps = site.isTraining ? site.keep((sizes.outputCount + 3) / 4) : nil
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      ExtremePoolingKernels.forward(
        sizes, kind: kind, input: run.address(input), inputIsRectified: below == .relu,
        output: run.address(output.block), taps: taps.map(run.address)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient, let taps else { return }
    try run.gpu.launch(
      ExtremePoolingKernels.backward(
        sizes, outputGradient: run.address(gradient), taps: run.address(taps),
        output: run.address(output.block), activation: below,
        inputGradient: run.address(inputGradient)))
  }
}

/// Pooling by the mean or the length of each window.
private struct SumPoolingOperator: DeviceOperator {
  private let sizes: DevicePooling
  private let kind: DevicePooling.Kind
  private let below: DeviceActivation
  private let input: MemoryPlan.Block
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?

  init(
    _ sizes: DevicePooling, _ kind: DevicePooling.Kind, below: DeviceActivation,
    _ site: inout CompilationSite
  ) {
    self.sizes = sizes
    self.kind = kind
    self.below = site.tookActivationBelow ? below : .none
    input = site.input.block
    output = site.output
    inputGradient = site.inputGradient
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      SumPoolingKernels.forward(
        sizes, kind: kind, input: run.address(input), output: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      SumPoolingKernels.backward(
        sizes, kind: kind, outputGradient: run.address(gradient), input: run.address(input),
        output: run.address(output.block), activation: below,
        inputGradient: run.address(inputGradient)))
  }
}

extension GlobalMeanOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 3 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let (batch, images) = (site.batch, site.input)
    return LaunchOperator(site) { input, output in
      GlobalPoolingKernels.meanForward(
        input: input, images: batch, channels: images.channels, pixels: images.pixels,
        channelsLast: images.isChannelsLast, output: output)
    } backward: { outputGradient, _, inputGradient in
      GlobalPoolingKernels.meanBackward(
        outputGradient: outputGradient, images: batch, channels: images.channels,
        pixels: images.pixels, channelsLast: images.isChannelsLast, inputGradient: inputGradient)
    }
  }
}
