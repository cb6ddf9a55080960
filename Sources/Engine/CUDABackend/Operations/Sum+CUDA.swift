import NeuralNetworks

extension SumOperation: CUDAOperation {
  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    SumOperator(
      inputs: site.inputs, output: site.output, inputGradients: site.inputGradients,
      activation: DeviceActivation(site.step.activation), batch: site.batch)
  }
}

/// The sum of two values; both have the sum's gradient.
private struct SumOperator: DeviceOperator {
  let inputs: [DeviceValue]
  let output: DeviceValue
  let inputGradients: [MemoryPlan.Block?]
  let activation: DeviceActivation
  let batch: Int

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      ActivationKernels.add(
        run.address(inputs[0].block), run.address(inputs[1].block), count: output.count * batch,
        activation: activation, into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    for target in inputGradients.compactMap({ $0 }) {
      try run.gpu.copy(
        from: run.address(gradient), to: run.address(target), bytes: output.count * batch * 4)
    }
  }
}
