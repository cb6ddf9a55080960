import NeuralNetworks

/// Turns a plan into operators for one card: who writes where, and in which order.
struct NetworkCompiler {
  /// A compiled plan, without memory of its own yet.
  struct Result {
    var operators: [any DeviceOperator] = []
    let input: DeviceValue
    let output: DeviceValue
    var memory: MemoryPlan
    let arena: ParameterArena
    let batchNumbers: MemoryPlan.Block
    let epoch: MemoryPlan.Block
  }

  let plan: NetworkPlan
  let batch: Int
  let isTraining: Bool
  let precision: Precision
  let seed: Int
  /// Slots of weights that are moved by the launch that computes their gradients.
  let fusedWeights: Set<Int>

  /// Prepares to compile a plan.
  ///
  /// - Parameters:
  ///   - plan: The network.
  ///   - batch: The most images of a batch.
  ///   - isTraining: Whether there is a backward pass.
  ///   - precision: How exactly to multiply.
  ///   - seed: What dropout depends on.
  ///   - isWholeStep: Whether there is a whole training step around the network, with a loss and a rule
  ///     that may be part of its operators.
  init(
    _ plan: NetworkPlan, batch: Int, isTraining: Bool, precision: Precision, seed: Int = 0,
    isWholeStep: Bool = false
  ) {
    var fused = plan.paddingBeforeConvolutions.fusingPooling(batch: batch, precision: precision)
    if !isTraining || isWholeStep { fused = fused.fusingLinearLayers() }
    if !isTraining { fused = fused.fusingSmallNetwork() }
    self.plan = fused
    self.batch = batch
    self.isTraining = isTraining
    self.precision = precision
    self.seed = seed
    fusedWeights =
      isWholeStep
      ? fused.steps.reduce(into: []) { weights, step in
        guard step.operation is LinearOperation,
          LinearUpdateKernels.isSuited(
            batch: batch, inputs: fused.shapes[step.inputs[0]][0],
            outputs: fused.shapes[step.output][0])
        else { return }
        weights.formUnion(step.parameters)
      } : []
  }

  /// The name of the first operation that the card has no form for.
  static func missing(in given: NetworkPlan) -> String? {
    let plan = given.paddingBeforeConvolutions
    for step in plan.steps {
      guard let operation = step.operation as? any CUDAOperation,
        step.inputs.allSatisfy({ operation.isSupported(from: plan.shapes[$0]) })
      else { return "\(step.operation) at \(plan.shapes[step.inputs[0]])" }
    }
    return nil
  }

  /// Compiles the plan.
  ///
  /// - Precondition: Nothing is missing.
  func compile() -> Result {
    let last = plan.steps.count
    var memory = MemoryPlan()
    let end = isTraining ? 2 * last + 1 : last
    let batchNumbers = memory.reserve(bytes: batch * 4, during: 0...end)
    let epoch = memory.reserve(bytes: 4, during: 0...end)
    let values = deviceValues(in: &memory)
    var result = Result(
      input: values[plan.input], output: values[canonical[plan.output]], memory: memory,
      arena: ParameterArena(
        shapes: plan.parameters, forms: parameterForms(), fused: fusedWeights),
      batchNumbers: batchNumbers, epoch: epoch)
    let readers = self.readers
    var pending = [Int: [MemoryPlan.Block]]()
    // Backward, the last reader comes first; contributions of all readers are added when the first has
    // written its own.
    var contributions = [[MemoryPlan.Block?]]()
    for (index, step) in plan.steps.enumerated() {
      // A step that only names its input anew contributes nothing.
      guard canonical[step.output] == step.output else {
        contributions.append([])
        continue
      }
      contributions.append(
        step.inputs.map { input in
          let value = values[canonical[input]]
          guard let gradient = value.gradient else { return nil }
          guard readers[canonical[input]].count > 1 else { return gradient }
          let first = readers[canonical[input]].min() ?? index
          let block = result.memory.reserve(
            bytes: value.count * batch * 4, during: (2 * last - index)...(2 * last - first))
          pending[canonical[input], default: []].append(block)
          return block
        })
    }
    var takenOver = Set<Int>()
    // Values whose operators take gradients through their activation themselves.
    var handled = Set<Int>()
    for (index, step) in plan.steps.enumerated() where canonical[step.output] == step.output {
      guard let operation = step.operation as? any CUDAOperation else {
        fatalError("NetworkCompiler: \(step.operation) has no form for the card.")
      }
      let below = producer[canonical[step.inputs[0]]]
      let isOnlyReader = readers[canonical[step.inputs[0]]].count == 1
      var site = CompilationSite(
        step: step, batch: batch, isTraining: isTraining, precision: precision,
        prefersChannelsLast: prefersChannelsLast,
        movesAtOnce: !fusedWeights.isDisjoint(with: step.parameters),
        dropout: DropoutSource(seed: seed, batchNumbers: batchNumbers, epoch: epoch),
        inputs: step.inputs.map { values[canonical[$0]] }, output: values[step.output],
        inputGradients: contributions[index],
        activationBelow: isOnlyReader && canonical[step.inputs[0]] == step.inputs[0]
          && !handled.contains(step.inputs[0]) ? below?.activation : nil,
        forwardMoment: index, backwardMoment: 2 * last - index, lastMoment: end,
        memory: result.memory)
      let compiled = operation.compile(&site)
      result.memory = site.memory
      if site.handlesActivation { handled.insert(step.output) }
      if site.tookActivationBelow, let below { takenOver.insert(below.output) }
      result.operators.append(
        PlacedOperator(
          compiled, site: site,
          sums: step.inputs.compactMap { input in
            let value = canonical[input]
            guard readers[value].min() == index, let parts = pending[value],
              let gradient = values[value].gradient
            else { return nil }
            pending[value] = nil
            return PlacedOperator.Sum(
              parts: parts, target: gradient, count: values[value].count * batch)
          }))
    }
    for index in result.operators.indices {
      guard let placed = result.operators[index] as? PlacedOperator else { continue }
      result.operators[index] = placed.withActivationTakenOver(takenOver)
    }
    return result
  }

  /// The steps that read each value, by its canonical number.
  private var readers: [[Int]] { plan.readers(names: canonical) }

  /// The step that makes each value.
  private var producer: [Int: NetworkPlan.Step] {
    Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.output, $0) })
  }

  /// The value that each value is another name for: itself, unless its operation does nothing here.
  private var canonical: [Int] { plan.canonicalValues(doesNothing: doesNothing) }

  private func doesNothing(_ step: NetworkPlan.Step) -> Bool {
    switch step.operation {
    case is FlatteningOperation:
      !isChannelsLast(step.inputs[0]) || plan.shapes[step.inputs[0]].dropFirst() == [1, 1]
    case let dropout as DropoutOperation: !isTraining || dropout.rate == 0
    default: false
    }
  }

  /// Whether cuDNN works faster on images whose channels stand last: with matrix units.
  private var prefersChannelsLast: Bool {
    precision.roundsConvolutions
      && plan.steps.contains { $0.operation is any LibraryConvolutionOperation }
      && plan.steps.allSatisfy { step in
        switch step.operation {
        case let convolution as ConvolutionOperation:
          !convolution.isDirect(from: plan.shapes[step.inputs[0]], to: plan.shapes[step.output])
        case is FusedPoolingOperation: false
        default: true
        }
      }
  }

  private func isChannelsLast(_ value: Int) -> Bool {
    guard plan.shapes[value].count == 3, prefersChannelsLast else { return false }
    // Images that are laid out in squares first may lie as they come.
    if value == plan.input {
      return !plan.steps.allSatisfy {
        !$0.inputs.contains(value)
          || ($0.operation as? any LibraryConvolutionOperation)?.laysSquares(
            of: plan.shapes[value]) == true
      }
    }
    // A pooling writes the order that a linear layer reads.
    let reading = plan.steps.filter { $0.inputs.contains(value) }
    let operation = producer[value]?.operation
    return
      !((operation is PoolingOperation || operation is LibraryPoolingOperation)
      && reading.allSatisfy { $0.operation is FlatteningOperation } && !reading.isEmpty)
  }

  private func parameterForms() -> [ParameterArena.Form] {
    var forms = [ParameterArena.Form](repeating: .asGiven, count: plan.parameters.count)
    for step in plan.steps where step.operation is any LibraryConvolutionOperation {
      if prefersChannelsLast { forms[step.parameters.lowerBound] = .channelsLast }
    }
    return forms
  }

  private func deviceValues(in memory: inout MemoryPlan) -> [DeviceValue] {
    let last = plan.steps.count
    let needsGradient = plan.needsGradient
    let canonical = canonical
    let readers = readers
    var made = Array(repeating: 0, count: plan.shapes.count)
    for (index, step) in plan.steps.enumerated() { made[step.output] = index }
    return plan.shapes.indices.map { value in
      let name = canonical[value]
      let lastReader = name == canonical[plan.output] ? last : readers[name].max() ?? made[name]
      let shape = plan.shapes[value]
      let bytes = shape.reduce(1, *) * batch * 4
      // A name for another value, or one that a fused operation never writes, gets no memory: its block
      // is never asked for.
      guard name == value, value == plan.input || producer[value] != nil else {
        return DeviceValue(
          shape: shape, isChannelsLast: isChannelsLast(value),
          block: memory.reserve(bytes: 1, during: 0...0))
      }
      return DeviceValue(
        shape: shape, isChannelsLast: isChannelsLast(value),
        block: memory.reserve(
          bytes: bytes,
          during: made[
            value]...(isTraining
            ? 2 * last - made[value] : value == plan.input ? last : lastReader)),
        gradient: isTraining && needsGradient[value]
          ? memory.reserve(
            bytes: bytes, during: (2 * last - lastReader)...(2 * last - made[value])) : nil)
    }
  }
}
