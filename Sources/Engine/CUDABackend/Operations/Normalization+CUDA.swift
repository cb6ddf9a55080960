import NeuralNetworks

extension ResponseNormalizationOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 3 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let below = DeviceActivation(site.activationBelow)
    site.tookActivationBelow = below != .none && site.inputGradient != nil
    return ResponseNormalizationOperator(
      operation: self, below: site.tookActivationBelow ? below : .none, input: site.input,
      output: site.output, inputGradient: site.inputGradient,
      images: ChannelImages(site.input, batch: site.batch),
      scale: site.isTraining ? site.keep(site.input.count * site.batch) : nil)
  }
}

/// Local response normalization.
private struct ResponseNormalizationOperator: DeviceOperator {
  let operation: ResponseNormalizationOperation
  let below: DeviceActivation
  let input: DeviceValue
  let output: DeviceValue
  let inputGradient: MemoryPlan.Block?
  let images: ChannelImages
  let scale: MemoryPlan.Block?

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      ResponseNormalizationKernels.forward(
        operation, run.address(input.block), of: images, scale: scale.map(run.address),
        into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient, let scale else { return }
    try run.gpu.launch(
      ResponseNormalizationKernels.backward(
        operation, run.address(gradient), input: run.address(input.block),
        scale: run.address(scale), output: run.address(output.block), of: images, through: below,
        into: run.address(inputGradient)))
  }
}

extension BatchNormalizationOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 3 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    BatchNormalizationOperator(self, &site)
  }
}

/// Batch normalization: measured over the batch in training, by the running averages in use.
private struct BatchNormalizationOperator: DeviceOperator {
  private let operation: BatchNormalizationOperation
  private let input: DeviceValue
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let images: ChannelImages
  private let activation: DeviceActivation
  private let weight: Int
  private let buffers: Range<Int>
  private let mean: MemoryPlan.Block
  private let variance: MemoryPlan.Block
  private let inverseDeviation: MemoryPlan.Block
  private let scratch: MemoryPlan.Block

  init(_ operation: BatchNormalizationOperation, _ site: inout CompilationSite) {
    self.operation = operation
    input = site.input
    output = site.output
    inputGradient = site.inputGradient
    images = ChannelImages(site.input, batch: site.batch)
    activation = DeviceActivation(site.step.activation)
    weight = site.step.parameters.lowerBound
    buffers = site.step.buffers
    let channels = site.input.channels
    mean = site.keep(channels)
    variance = site.keep(channels)
    inverseDeviation = site.keep(channels)
    scratch = site.own(bytes: BatchNormalizationKernels.scratchBytes(of: images))
    site.handlesActivation = true
  }

  private func layer(_ run: DeviceRun) -> BatchNormalizationKernels.Layer {
    BatchNormalizationKernels.Layer(
      images: images, epsilon: operation.epsilon, momentum: operation.momentum,
      activation: activation, weight: run.parameter(weight), bias: run.parameter(weight + 1),
      mean: run.isTraining ? run.address(mean) : run.buffer(buffers.lowerBound),
      inverseDeviation: run.address(inverseDeviation),
      variance: run.isTraining ? run.address(variance) : run.buffer(buffers.lowerBound + 1),
      state: run.isTraining ? run.state : nil, scratch: run.address(scratch))
  }

  func forward(_ run: DeviceRun) throws {
    let layer = layer(run)
    try run.gpu.launch(
      run.isTraining
        ? BatchNormalizationKernels.measure(run.address(input.block), layer)
        : BatchNormalizationKernels.invert(layer))
    try run.gpu.launch(
      BatchNormalizationKernels.forward(
        run.address(input.block), layer, into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    let layer = layer(run)
    // The loss is known by now, and with it whether the step counts.
    try run.gpu.launch(
      BatchNormalizationKernels.learn(
        layer, runningMean: run.buffer(buffers.lowerBound),
        runningVariance: run.buffer(buffers.lowerBound + 1)))
    try run.gpu.launch(
      BatchNormalizationKernels.parameterGradients(
        run.address(gradient), input: run.address(input.block), output: run.address(output.block),
        layer, weightGradient: run.gradient(weight), biasGradient: run.gradient(weight + 1)))
    guard let inputGradient else { return }
    try run.gpu.launch(
      BatchNormalizationKernels.backward(
        run.address(gradient), input: run.address(input.block), output: run.address(output.block),
        layer, weightGradient: run.gradient(weight), biasGradient: run.gradient(weight + 1),
        into: run.address(inputGradient)))
  }
}
