import NeuralNetworks

extension DeviceActivation {
  /// The card's code of an activation.
  init(_ activation: Activation?) {
    switch activation {
    case nil: self = .none
    case .rectifier: self = .relu
    case .tanh: self = .tanh
    case .sigmoid: self = .sigmoid
    }
  }
}

extension ActivationOperation: CUDAOperation {
  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    ActivationOperator(
      activation: DeviceActivation(activation), input: site.input, output: site.output,
      inputGradient: site.inputGradient, batch: site.batch)
  }
}

/// An activation by itself.
private struct ActivationOperator: DeviceOperator {
  let activation: DeviceActivation
  let input: DeviceValue
  let output: DeviceValue
  let inputGradient: MemoryPlan.Block?
  let batch: Int

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      ActivationKernels.forward(
        activation, run.address(input.block), count: input.count * batch,
        into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      ActivationKernels.backward(
        activation, run.address(gradient), output: run.address(output.block),
        count: input.count * batch, into: run.address(inputGradient)))
  }
}
