import NeuralNetworks

extension NetworkPlan {
  /// The same network with each convolution and the pooling behind it as one operation, where the card has
  /// a form for the two together.
  func fusingPooling(batch: Int, precision: Precision) -> NetworkPlan {
    var plan = self
    var index = 0
    while index + 1 < plan.steps.count {
      let (first, second) = (plan.steps[index], plan.steps[index + 1])
      if let convolution = first.operation as? ConvolutionOperation,
        let pooling = second.operation as? PoolingOperation, second.inputs == [first.output],
        plan.readers[first.output] == 1, second.activation == nil,
        let fused = Self.fusion(
          convolution, pooling, first.activation,
          shapes: [first.inputs[0], first.output, second.output].map { plan.shapes[$0] }, batch)
      {
        plan.fuse(index, with: index + 1, into: fused)
      }
      index += 1
    }
    return plan
  }

  private static func fusion(
    _ convolution: ConvolutionOperation, _ pooling: PoolingOperation, _ activation: Activation?,
    shapes: [[Int]], _ batch: Int
  ) -> (any Operation)? {
    if convolution.isDirect(from: shapes[0], to: shapes[1]) {
      let stage = DevicePooledConvolution(
        convolution.sizes(
          from: shapes[0], to: shapes[1], batch: batch, precision: .float32, isChannelsLast: false),
        activation: DeviceActivation(activation),
        pooling: pooling.sizes(
          from: shapes[1], to: shapes[2], batch: batch, isChannelsLast: false,
          flattensOutput: false), kind: pooling.kind.onDevice)
      return stage.map { FusedPoolingOperation(stage: $0, hasBias: convolution.hasBias) }
    }
    guard pooling.kind == .maximum || pooling.kind == .minimum,
      pooling.window.kernel <= ExtremePoolingKernels.largestKernel
    else { return nil }
    return LibraryPoolingOperation(
      convolution: convolution, pooling: pooling, activation: activation, between: shapes[1])
  }
}

/// A small convolution and its pooling in one launch.
struct FusedPoolingOperation: CUDAOperation {
  let stage: DevicePooledConvolution
  let hasBias: Bool

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    FusedPoolingOperator(self, &site)
  }
}

private struct FusedPoolingOperator: DeviceOperator {
  private let stage: DevicePooledConvolution
  private let input: MemoryPlan.Block
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let weight: Int
  private let bias: Int?
  private let taps: MemoryPlan.Block?
  private let activated: MemoryPlan.Block?
  private let partials: MemoryPlan.Block

  init(_ operation: FusedPoolingOperation, _ site: inout CompilationSite) {
    stage = operation.stage
    input = site.input.block
    output = site.output
    inputGradient = site.inputGradient
    weight = site.step.parameters.lowerBound
    bias = operation.hasBias ? weight + 1 : nil
    let isKept = site.isTraining
    taps = isKept && !stage.keepsActivated ? site.keep((stage.outputCount + 3) / 4) : nil
    activated = isKept && stage.keepsActivated ? site.keep(4 * stage.outputCount) : nil
    partials = site.partials(isKept ? PooledConvolutionKernels.partialCount(stage) : 0)
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      PooledConvolutionKernels.forward(
        stage, input: run.address(input), weight: run.parameter(weight),
        bias: bias.map(run.parameter), output: run.address(output.block),
        taps: taps.map(run.address), activated: activated.map(run.address)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    try run.gpu.launch(
      PooledConvolutionKernels.backward(
        stage, outputGradient: run.address(gradient), input: run.address(input),
        weight: run.parameter(weight), output: run.address(output.block),
        taps: taps.map(run.address), activated: activated.map(run.address),
        inputGradient: inputGradient.map(run.address), partials: run.address(partials)))
    try run.sums.add(
      PooledConvolutionKernels.weightGradientSums(
        stage, partials: run.address(partials), weightGradient: run.gradient(weight),
        biasGradient: bias.map(run.gradient)), on: run.gpu)
  }
}

/// A large convolution that leaves bias and activation to the pooling behind it, where they cost one
/// function for each window instead of one for each pixel.
struct LibraryPoolingOperation: CUDAOperation, LibraryConvolutionOperation {
  let convolution: ConvolutionOperation
  let pooling: PoolingOperation
  let activation: Activation?
  /// The shape of what is pooled.
  let between: [Int]

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    LibraryPoolingOperator(self, &site)
  }
}

private struct LibraryPoolingOperator: DeviceOperator {
  private let form: LibraryForm
  private let pooling: DevicePooling
  private let kind: DevicePooling.Kind
  private let activation: DeviceActivation
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let bias: Int?
  private let convolved: MemoryPlan.Block
  private let convolvedGradient: MemoryPlan.Block
  private let taps: MemoryPlan.Block?
  private let biasPartials: MemoryPlan.Block?

  init(_ operation: LibraryPoolingOperation, _ site: inout CompilationSite) {
    let isLast = site.prefersChannelsLast
    form = LibraryForm(
      operation.convolution.sizes(
        from: site.input.shape, to: operation.between, batch: site.batch,
        precision: site.precision, isChannelsLast: isLast), &site)
    pooling = operation.pooling.sizes(
      from: operation.between, to: site.output.shape, batch: site.batch, isChannelsLast: isLast,
      flattensOutput: isLast && !site.output.isChannelsLast)
    kind = operation.pooling.kind.onDevice
    activation = DeviceActivation(operation.activation)
    output = site.output
    inputGradient = site.inputGradient
    bias = operation.convolution.hasBias ? site.step.parameters.lowerBound + 1 : nil
    // What was convolved is forgotten once it is pooled: the taps tell where gradients go.
    convolved = site.scratch(pooling.inputCount, isBackward: false)
    let isTraining = site.isTraining
    convolvedGradient = site.scratch(isTraining ? pooling.inputCount : 0, isBackward: true)
    taps = isTraining ? site.keep((pooling.outputCount + 3) / 4) : nil
    biasPartials =
      isTraining && bias != nil
      ? site.partials(
        ExtremePoolingKernels.biasGradientParts(pooling) * pooling.channels) : nil
  }

  func prepare(_ run: DeviceRun) throws { try form.prepare(run) }

  func forward(_ run: DeviceRun) throws {
    try form.convolve(run, bias: nil, activation: .none, output: run.address(convolved))
    try run.gpu.launch(
      ExtremePoolingKernels.forward(
        pooling, kind: kind, input: run.address(convolved), bias: bias.map(run.parameter),
        activation: activation, output: run.address(output.block), taps: taps.map(run.address)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient, let taps else { return }
    let (outputGradient, inner) = (run.address(gradient), run.address(convolvedGradient))
    if let bias, let biasPartials {
      try run.gpu.launch(
        ExtremePoolingKernels.biasGradient(
          pooling, outputGradient: outputGradient, taps: run.address(taps),
          output: run.address(output.block), activation: activation,
          partials: run.address(biasPartials)))
      try run.sums.add(
        [
          PartialSumKernels.Sum(
            partials: run.address(biasPartials),
            parts: ExtremePoolingKernels.biasGradientParts(pooling), stride: pooling.channels,
            count: pooling.channels, result: run.gradient(bias))
        ], on: run.gpu)
    }
    try run.gpu.launch(
      ExtremePoolingKernels.backward(
        pooling, outputGradient: outputGradient, taps: run.address(taps),
        output: run.address(output.block), activation: activation, inputGradient: inner))
    try form.backward(run, inner, inputGradient: inputGradient.map(run.address))
  }
}
