import NeuralNetworks

extension LinearOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 1 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    LinearOperator(hasBias: hasBias, &site)
  }
}

/// A linear layer as three matrix products of cuBLASLt.
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
    biasGradient =
      hasBias
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
    try run.gpu.multiply(
      DeviceProduct(
        left: outputGradient, leftStride: outputs, leftIsTransposed: true,
        right: run.address(input), rightStride: inputs, result: run.gradient(weight),
        resultStride: inputs, rows: outputs, columns: inputs, depth: batch, precision: precision))
    guard let inputGradient else { return }
    try run.gpu.multiply(
      DeviceProduct(
        left: outputGradient, leftStride: outputs, right: run.parameter(weight),
        rightStride: inputs, result: run.address(inputGradient), resultStride: inputs, rows: batch,
        columns: inputs, depth: outputs, precision: precision))
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
