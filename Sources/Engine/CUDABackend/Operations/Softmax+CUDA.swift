import NeuralNetworks

extension SoftmaxOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 1 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    SoftmaxOperator(
      input: site.input, output: site.output, inputGradient: site.inputGradient, batch: site.batch)
  }
}

/// Probabilities from scores.
private struct SoftmaxOperator: DeviceOperator {
  let input: DeviceValue
  let output: DeviceValue
  let inputGradient: MemoryPlan.Block?
  let batch: Int

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      SoftmaxKernels.forward(
        run.address(input.block), rows: batch, classes: input.count,
        into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      SoftmaxKernels.backward(
        run.address(gradient), output: run.address(output.block), rows: batch,
        classes: input.count, into: run.address(inputGradient)))
  }
}
