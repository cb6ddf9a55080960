import NeuralNetworks

extension PaddingOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 3 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    PaddingOperator(
      padding: PaddingKernels.Padding(
        batch: site.batch, channels: site.input.channels, height: site.input.shape[1],
        width: site.input.shape[2], isChannelsLast: site.input.isChannelsLast, amount: amount,
        mode: mode), input: site.input, output: site.output, inputGradient: site.inputGradient)
  }
}

/// More rows and columns around each image.
private struct PaddingOperator: DeviceOperator {
  let padding: PaddingKernels.Padding
  let input: DeviceValue
  let output: DeviceValue
  let inputGradient: MemoryPlan.Block?

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      PaddingKernels.forward(
        run.address(input.block), padding, into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      PaddingKernels.backward(
        run.address(gradient), padding, into: run.address(inputGradient)))
  }
}
