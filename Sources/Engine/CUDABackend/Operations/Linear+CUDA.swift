import NeuralNetworks

extension LinearOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 1 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    if site.input.count * site.output.count <= SmallLinearKernels.mostWeights {
      return SmallLinearOperator(hasBias: hasBias, site)
    }
    return LinearOperator(hasBias: hasBias, &site)
  }
}

/// A linear layer as three matrix products of cuBLASLt; where the layer is so large that its weights' way
/// through memory is what costs, the third is part of the optimizer's step.
private struct LinearOperator: DeviceOperator {
  private let batch: Int
  private let inputs: Int
  private let outputs: Int
  private let input: MemoryPlan.Block
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let weight: Int
  private let bias: Int?
  private let biasGradient: BiasGradient?
  private let activation: DeviceActivation
  private let precision: Precision
  private let movesAtOnce: Bool

  init(hasBias: Bool, _ site: inout CompilationSite) {
    batch = site.batch
    inputs = site.input.count
    outputs = site.output.count
    input = site.input.block
    output = site.output
    inputGradient = site.inputGradient
    weight = site.step.parameters.lowerBound
    bias = hasBias ? weight + 1 : nil
    activation = DeviceActivation(site.step.activation)
    precision = site.precision.roundsProducts ? .tf32 : .float32
    movesAtOnce = site.movesAtOnce
    biasGradient =
      hasBias && !site.movesAtOnce
      ? BiasGradient(
        slot: weight + 1, ChannelImages(rows: site.batch, features: site.output.count), &site) : nil
  }

  func forward(_ run: DeviceRun) throws {
    let isRectified = activation == .relu
    try run.gpu.multiply(
      DeviceProduct(
        left: run.address(input), leftStride: inputs, right: run.parameter(weight),
        rightStride: inputs, rightIsTransposed: true, result: run.address(output.block),
        resultStride: outputs, rows: batch, columns: outputs, depth: inputs,
        bias: bias.map(run.parameter), rectifies: isRectified, precision: precision))
    guard activation != .none, !isRectified else { return }
    try run.gpu.launch(
      ActivationKernels.forward(
        activation, run.address(output.block), count: outputs * batch,
        into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    let outputGradient = run.address(gradient)
    try biasGradient?.queue(run, outputGradient, output: run.address(output.block))
    // output = input · weightᵀ + bias
    if let inputGradient {
      try run.gpu.multiply(
        DeviceProduct(
          left: outputGradient, leftStride: outputs, right: run.parameter(weight),
          rightStride: inputs, result: run.address(inputGradient), resultStride: inputs,
          rows: batch, columns: inputs, depth: outputs, precision: precision))
    }
    if movesAtOnce, let step = run.step {
      // The old weights are not needed any more.
      try run.gpu.launch(
        step.rule.update(
          LinearUpdateKernels.Layer(
            input: run.address(input), outputGradient: outputGradient,
            weight: run.parameter(weight), bias: bias.map(run.parameter), batch: batch,
            inputs: inputs, outputs: outputs, state: run.state, schedule: step.schedule),
          weightSlots: step.slots.map { run.place(weight, in: $0) },
          biasSlots: bias.map { bias in step.slots.map { run.place(bias, in: $0) } }))
    } else {
      try run.gpu.multiply(
        DeviceProduct(
          left: outputGradient, leftStride: outputs, leftIsTransposed: true,
          right: run.address(input), rightStride: inputs, result: run.gradient(weight),
          resultStride: inputs, rows: outputs, columns: inputs, depth: batch,
          precision: precision))
    }
  }
}

/// A linear layer with few weights: one launch forward, one back.
private struct SmallLinearOperator: DeviceOperator {
  private let batch: Int
  private let input: DeviceValue
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let weight: Int
  private let bias: Int?
  private let activation: DeviceActivation

  init(hasBias: Bool, _ site: CompilationSite) {
    batch = site.batch
    input = site.input
    output = site.output
    inputGradient = site.inputGradient
    weight = site.step.parameters.lowerBound
    bias = hasBias ? weight + 1 : nil
    activation = DeviceActivation(site.step.activation)
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      SmallLinearKernels.forward(
        input: run.address(input.block), weight: run.parameter(weight),
        bias: bias.map(run.parameter), activation: activation, output: run.address(output.block),
        batch: batch, inputs: input.count, outputs: output.count))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    var gradients = [
      SmallLinearKernels.Gradient.weight(
        outputGradient: run.address(gradient), input: run.address(input.block),
        weightGradient: run.gradient(weight), biasGradient: bias.map(run.gradient), batch: batch,
        inputs: input.count, outputs: output.count)
    ]
    if let inputGradient {
      gradients.append(
        .input(
          outputGradient: run.address(gradient), weight: run.parameter(weight),
          inputGradient: run.address(inputGradient), batch: batch, inputs: input.count,
          outputs: output.count))
    }
    try run.gpu.launch(SmallLinearKernels.gradients(gradients))
  }
}

/// The gradient of a bias, and with it the derivative of the activation behind it: both need the whole
/// gradient of the output, so they share the way through it.
struct BiasGradient {
  private let slot: Int
  private let images: ChannelImages
  private let activation: DeviceActivation
  private let scratch: MemoryPlan.Block

  /// Plans the gradient; the activation of the site's operation is taken over.
  init(slot: Int, _ images: ChannelImages, _ site: inout CompilationSite) {
    self.slot = slot
    self.images = images
    activation = DeviceActivation(site.step.activation)
    scratch = site.own(
      bytes: site.isTraining ? ActivationKernels.biasGradientScratchBytes(of: images) : 0)
    site.handlesActivation = true
  }

  /// Takes the gradient through the activation, in place, and sums it.
  func queue(_ run: DeviceRun, _ outputGradient: DeviceAddress, output: DeviceAddress) throws {
    try run.gpu.launch(
      ActivationKernels.biasGradient(
        outputGradient, of: images,
        through: activation == .none ? nil : (activation, output, outputGradient),
        scratch: run.address(scratch), into: run.gradient(slot)))
  }
}
