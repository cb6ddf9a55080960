import Tensors

/// A layer that can say what it computes as operations of a plan.
///
/// Any other layer is an `OpaqueOperation`: computed as it is, on the processor, between the others.
package protocol PlannedLayer: Layer {
  /// Adds the layer's operations behind those of the layers before it.
  ///
  /// - Returns: `false` where the layer cannot take what those make; the plan is then given up.
  func lower(into plan: inout PlanBuilder) -> Bool
}

/// A plan in the making.
package struct PlanBuilder {
  private(set) var plan: NetworkPlan

  /// The number of the value that the next layer reads.
  private(set) var current = 0

  /// The place of the present layer, from the outermost chain inwards.
  private(set) var path: [Int] = []

  init(input shape: [Int]) { plan = NetworkPlan(input: shape) }

  /// What the next layer takes of one image.
  package var shape: [Int] { plan.shapes[current] }

  /// Adds a layer: its own operations where it has some, else the layer as it is.
  mutating func append(_ layer: any Layer) -> Bool {
    if let layer = layer as? any PlannedLayer { return layer.lower(into: &self) }
    guard case .success(let step) = layer.shapeResult(for: shape) else { return false }
    add(OpaqueOperation(kind: layer.kind), from: layer, output: step.output)
    return true
  }

  /// Adds the layer that stands at `index` of a chain.
  mutating func append(_ layer: any Layer, at index: Int) -> Bool {
    path.append(index)
    defer { path.removeLast() }
    return append(layer)
  }

  /// Adds an operation on the current value; what it makes is the current value then.
  ///
  /// - Parameters:
  ///   - operation: What is computed.
  ///   - layer: The layer that it comes from.
  ///   - output: The shape that it makes of one image; as the layer says unless given.
  /// - Returns: `false` where the layer cannot take the current value.
  @discardableResult
  package mutating func add(
    _ operation: any Operation, from layer: some Layer, output: [Int]? = nil
  ) -> Bool {
    guard let shape = output ?? (try? layer.shapeResult(for: shape).get().output) else {
      return false
    }
    add(operation, of: [current], from: layer, makes: shape)
    return true
  }

  private mutating func add(
    _ operation: any Operation, of inputs: [Int], from layer: some Layer, makes shape: [Int]
  ) {
    let cost = layer.multiplyAccumulates(for: self.shape)
    let parameters = layer.parameters.map(\.value.shape)
    let buffers = layer.statistics.map(\.value.shape)
    plan.shapes.append(shape)
    plan.steps.append(
      NetworkPlan.Step(
        operation: operation, inputs: inputs, output: plan.shapes.count - 1, activation: nil,
        parameters: plan.parameters.count..<plan.parameters.count + parameters.count,
        buffers: plan.buffers.count..<plan.buffers.count + buffers.count, path: path,
        multiplyAccumulates: cost, layer: layer.emptied))
    plan.parameters += parameters
    plan.buffers += buffers
    current = plan.shapes.count - 1
    plan.output = current
  }

  /// Applies an activation to the current value: as part of the operation that makes it, where that can.
  mutating func activate(_ activation: Activation, from layer: some Layer) {
    if let last = plan.steps.indices.last, plan.steps[last].output == current,
      plan.steps[last].activation == nil, plan.steps[last].operation.takesActivation
    {
      plan.steps[last].activation = activation
    } else {
      add(ActivationOperation(activation: activation), of: [current], from: layer, makes: shape)
    }
  }

  /// Adds two ways from the current value, and their sum.
  mutating func fork(
    _ layer: Residual, _ first: (inout PlanBuilder) -> Bool, _ second: (inout PlanBuilder) -> Bool
  ) -> Bool {
    let start = current
    guard first(&self) else { return false }
    let end = current
    current = start
    guard second(&self), plan.shapes[current] == plan.shapes[end] else { return false }
    // The block's parameters belong to the operations inside it.
    add(SumOperation(), of: [end, current], from: Flatten(), makes: shape)
    return true
  }
}

extension Layer {
  /// The same layer without the numbers that it has learned, so that a plan keeps none of them alive.
  fileprivate var emptied: Self {
    var copy = self
    copy.visitParameters { $1 = Tensor(zeros: [0]) }
    return copy
  }
}
