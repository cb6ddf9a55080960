import NeuralNetworks

extension FlatteningOperation: CUDAOperation {
  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    FlatteningOperator(
      input: site.input, output: site.output, inputGradient: site.inputGradient, batch: site.batch)
  }
}

/// The numbers of an image in the order that linear layers know, when its channels stand last; else
/// flattening is only another name for the same numbers, and has no operator.
private struct FlatteningOperator: DeviceOperator {
  let input: DeviceValue
  let output: DeviceValue
  let inputGradient: MemoryPlan.Block?
  let batch: Int

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      BatchKernels.transpose(
        run.address(input.block), items: batch, rows: input.pixels, columns: input.channels,
        into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      BatchKernels.transpose(
        run.address(gradient), items: batch, rows: input.channels, columns: input.pixels,
        into: run.address(inputGradient)))
  }
}
