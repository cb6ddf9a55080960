import NeuralNetworks

extension NetworkPlan {
  /// The same network with the small linear layers at its end as one operation.
  func fusingLinearLayers() -> NetworkPlan {
    var plan = self
    // From the end, as long as another small layer stands before those that are fused already.
    while let last = plan.steps.last, let layers = plan.linearLayers(last), layers.layers.count < 3
    {
      let index = plan.steps.count - 2
      guard index >= 0, plan.steps[index].output == last.inputs[0],
        plan.readers[last.inputs[0]] == 1, let before = plan.linearLayers(plan.steps[index]),
        before.layers.count + layers.layers.count <= 3
      else { break }
      plan.fuse(
        index, with: index + 1,
        into: LinearLayersOperation(layers: before.layers + layers.layers))
    }
    guard let last = plan.steps.last, let layers = plan.linearLayers(last),
      LinearHeadKernels.isSuited(sizes: layers.sizes.suffix(2))
    else { return self }
    if !(last.operation is LinearLayersOperation) {
      plan.replaceLast(with: layers)
    }
    return plan
  }

  /// A step's small linear layers; nil where it has none.
  private func linearLayers(_ step: Step) -> LinearLayersOperation? {
    if let layers = step.operation as? LinearLayersOperation { return layers }
    let (inputs, outputs) = (shapes[step.inputs[0]], shapes[step.output])
    guard let linear = step.operation as? LinearOperation, inputs.count == 1,
      inputs[0] * outputs[0] <= SmallLinearKernels.mostWeights
    else { return nil }
    return LinearLayersOperation(layers: [
      LinearLayersOperation.Layer(
        inputs: inputs[0], outputs: outputs[0], hasBias: linear.hasBias,
        activation: DeviceActivation(step.activation))
    ])
  }
}

/// Up to three small linear layers at the end of a network.
///
/// In training, the last of them share a launch with the loss and its way back.
struct LinearLayersOperation: CUDAOperation {
  struct Layer {
    let inputs: Int
    let outputs: Int
    let hasBias: Bool
    let activation: DeviceActivation
  }

  let layers: [Layer]

  var sizes: [Int] { [layers[0].inputs] + layers.map(\.outputs) }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    site.handlesActivation = true
    return LinearLayersOperator(self, &site)
  }
}

private struct LinearLayersOperator: DeviceOperator {
  /// A layer and where its numbers lie.
  private struct Layer {
    let sizes: LinearLayersOperation.Layer
    let weight: Int
    let bias: Int?
    let output: MemoryPlan.Block
    let gradient: MemoryPlan.Block?
  }

  private let batch: Int
  private let input: MemoryPlan.Block
  private let inputGradient: MemoryPlan.Block?
  private let layers: [Layer]
  /// The first of the layers that share a launch.
  private let head: Int
  private let rowLosses: MemoryPlan.Block
  private let rowHits: MemoryPlan.Block

  /// Weights up to which layers share a launch in training, where each row of a batch has a block.
  private static let mostHeadWeights = 20_000

  init(_ operation: LinearLayersOperation, _ site: inout CompilationSite) {
    batch = site.batch
    input = site.input.block
    inputGradient = site.inputGradient
    var slot = site.step.parameters.lowerBound
    var layers = [Layer]()
    for (index, each) in operation.layers.enumerated() {
      let isLast = index == operation.layers.count - 1
      let count = each.outputs * site.batch
      layers.append(
        Layer(
          sizes: each, weight: slot, bias: each.hasBias ? slot + 1 : nil,
          output: isLast ? site.output.block : site.keep(count),
          gradient: !site.isTraining ? nil : isLast ? site.output.gradient : site.keep(count)))
      slot += each.hasBias ? 2 : 1
    }
    self.layers = layers
    let sizes = operation.sizes
    let isTraining = site.isTraining
    head =
      layers.indices.first { first in
        let weights = layers[first...].reduce(0) { $0 + $1.sizes.inputs * $1.sizes.outputs }
        return LinearHeadKernels.isSuited(sizes: Array(sizes[first...]))
          && (!isTraining || weights <= Self.mostHeadWeights || first == layers.count - 1)
      } ?? layers.count - 1
    rowLosses = site.keep(2 * site.batch)
    rowHits = site.keep(site.batch)
  }

  private func headLaunch(_ run: DeviceRun, withGradients: Bool) -> LinearHeadKernels.Head {
    LinearHeadKernels.Head(
      batch: batch, inputs: layers[head].sizes.inputs,
      input: run.address(head == 0 ? input : layers[head - 1].output),
      layers: layers[head...].map { layer in
        LinearHeadKernels.Layer(
          weight: run.parameter(layer.weight), bias: layer.bias.map(run.parameter),
          activation: layer.sizes.activation, outputs: layer.sizes.outputs,
          output: run.address(layer.output),
          gradient: withGradients ? layer.gradient.map(run.address) : nil)
      })
  }

  func forward(_ run: DeviceRun) throws {
    for (index, layer) in layers[..<head].enumerated() {
      try run.gpu.launch(
        SmallLinearKernels.forward(
          input: run.address(index == 0 ? input : layers[index - 1].output),
          weight: run.parameter(layer.weight), bias: layer.bias.map(run.parameter),
          activation: layer.sizes.activation, output: run.address(layer.output), batch: batch,
          inputs: layer.sizes.inputs, outputs: layer.sizes.outputs))
    }
    // In training the head waits for the loss.
    guard !run.isTraining else { return }
    try run.gpu.launch(LinearHeadKernels.forward(headLaunch(run, withGradients: false)))
  }

  private func loss(_ run: DeviceRun, _ step: StepSite) -> LinearHeadKernels.RowLosses {
    LinearHeadKernels.RowLosses(
      kind: step.loss, labels: step.labels, state: run.state,
      rowLosses: run.address(rowLosses), rowHits: run.address(rowHits), losses: step.losses,
      hits: step.hits, batch: batch, classes: layers[layers.count - 1].sizes.outputs,
      advances: true)
  }

  func measure(_ run: DeviceRun, _ step: StepSite) throws -> Bool {
    try run.gpu.launch(
      LinearHeadKernels.lossAndGradients(
        headLaunch(run, withGradients: true),
        inputActivation: head == 0 ? .none : layers[head - 1].sizes.activation,
        inputGradient: (head == 0 ? inputGradient : layers[head - 1].gradient).map(run.address),
        loss: loss(run, step)))
    return true
  }

  func backward(_ run: DeviceRun) throws {
    guard let step = run.step else {
      fatalError("LinearLayersOperator: there is no backward pass without a loss.")
    }
    var gradients = layers.indices[head...].map { weightGradient(run, $0) }
    var pending: LinearHeadKernels.RowLosses? = loss(run, step)
    // A layer before the head has its gradient by now; those before it get theirs one by one.
    for index in layers.indices[..<head].reversed() {
      gradients.append(weightGradient(run, index))
      let layer = layers[index]
      let target = index == 0 ? inputGradient : layers[index - 1].gradient
      if let target, let gradient = layer.gradient {
        let below = index == 0 ? .none : layers[index - 1].sizes.activation
        gradients.append(
          .input(
            outputGradient: run.address(gradient), weight: run.parameter(layer.weight),
            inputGradient: run.address(target),
            below: index == 0 ? nil : run.address(layers[index - 1].output), activation: below,
            batch: batch, inputs: layer.sizes.inputs, outputs: layer.sizes.outputs))
      }
      try run.gpu.launch(SmallLinearKernels.gradients(gradients, summing: pending))
      (gradients, pending) = ([], nil)
    }
    if !gradients.isEmpty {
      try run.gpu.launch(SmallLinearKernels.gradients(gradients, summing: pending))
    }
  }

  private func weightGradient(_ run: DeviceRun, _ index: Int) -> SmallLinearKernels.Gradient {
    let layer = layers[index]
    guard let gradient = layer.gradient else {
      fatalError("LinearLayersOperator: a network in use has no gradients.")
    }
    return .weight(
      outputGradient: run.address(gradient),
      input: run.address(index == 0 ? input : layers[index - 1].output),
      weightGradient: run.gradient(layer.weight), biasGradient: layer.bias.map(run.gradient),
      batch: batch, inputs: layer.sizes.inputs, outputs: layer.sizes.outputs)
  }
}
