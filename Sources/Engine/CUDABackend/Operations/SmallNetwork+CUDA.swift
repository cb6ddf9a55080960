import NeuralNetworks

extension NetworkPlan {
  /// The same network as one operation, if it is one or two pooled convolutions and small linear layers
  /// that nothing but other names for the same numbers stands between.
  func fusingSmallNetwork() -> NetworkPlan {
    let named = steps.filter { step in
      step.activation != nil
        || !(step.operation is FlatteningOperation || step.operation is DropoutOperation)
    }
    let stages = named.compactMap { $0.operation as? FusedPoolingOperation }
    guard let layers = named.last?.operation as? LinearLayersOperation,
      stages.count == named.count - 1,
      readers.allSatisfy({ $0 <= 1 }), named.allSatisfy({ $0.inputs.count == 1 }),
      SmallNetworkKernels.isSuited(stages: stages.map(\.stage), sizes: layers.sizes)
    else { return self }
    var plan = self
    let whole = SmallNetworkOperation(stages: stages, layers: layers.layers)
    while plan.steps.count > 1 { plan.fuse(0, with: 1, into: whole) }
    return plan
  }
}

/// A whole network in use as one launch.
struct SmallNetworkOperation: CUDAOperation {
  let stages: [FusedPoolingOperation]
  let layers: [LinearLayersOperation.Layer]

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    precondition(!site.isTraining, "SmallNetworkOperation: it has no backward pass.")
    site.handlesActivation = true
    return SmallNetworkOperator(self, site)
  }
}

private struct SmallNetworkOperator: DeviceOperator {
  private struct Slots {
    let weight: Int
    let bias: Int?
  }

  private let operation: SmallNetworkOperation
  private let stages: [Slots]
  private let layers: [Slots]
  private let batch: Int
  private let input: MemoryPlan.Block
  private let output: MemoryPlan.Block

  init(_ operation: SmallNetworkOperation, _ site: CompilationSite) {
    self.operation = operation
    batch = site.batch
    input = site.input.block
    output = site.output.block
    var slot = site.step.parameters.lowerBound
    func slots(hasBias: Bool) -> Slots {
      defer { slot += hasBias ? 2 : 1 }
      return Slots(weight: slot, bias: hasBias ? slot + 1 : nil)
    }
    stages = operation.stages.map { slots(hasBias: $0.hasBias) }
    layers = operation.layers.map { slots(hasBias: $0.hasBias) }
  }

  func forward(_ run: DeviceRun) throws {
    let head = LinearHeadKernels.Head(
      batch: batch, inputs: operation.layers[0].inputs, input: run.address(input),
      layers: zip(operation.layers, layers).enumerated().map { index, layer in
        LinearHeadKernels.Layer(
          weight: run.parameter(layer.1.weight), bias: layer.1.bias.map(run.parameter),
          activation: layer.0.activation, outputs: layer.0.outputs,
          output: index == operation.layers.count - 1 ? run.address(output) : nil)
      })
    try run.gpu.launch(
      SmallNetworkKernels.forward(
        zip(operation.stages, stages).map { stage, slots in
          SmallNetworkKernels.Stage(
            sizes: stage.stage, weight: run.parameter(slots.weight),
            bias: slots.bias.map(run.parameter))
        }, head: head, images: run.address(input)))
  }

  func backward(_ run: DeviceRun) throws {
    fatalError("SmallNetworkOperator: a network in use has no backward pass.")
  }
}
