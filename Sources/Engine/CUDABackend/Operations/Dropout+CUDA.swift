import NeuralNetworks

extension DropoutOperation: CUDAOperation {
  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    DropoutOperator(rate: rate, site)
  }
}

/// Dropout with the processor's draws; they are drawn again on the way back, which costs less than
/// keeping them.
private struct DropoutOperator: DeviceOperator {
  private let rate: Double
  private let source: DropoutSource
  private let path: [Int]
  private let input: DeviceValue
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let images: ChannelImages

  init(rate: Double, _ site: CompilationSite) {
    self.rate = rate
    source = site.dropout
    path = site.step.path
    input = site.input
    output = site.output
    inputGradient = site.inputGradient
    images = ChannelImages(site.input, batch: site.batch)
  }

  private func draws(_ run: DeviceRun) -> DropoutKernels.Draws {
    DropoutKernels.Draws(
      rate: rate, seed: source.seed, epoch: run.address(source.epoch),
      numbers: run.address(source.batchNumbers), path: path)
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      DropoutKernels.forward(
        run.address(input.block), of: images, draws(run), into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      DropoutKernels.backward(
        run.address(gradient), of: images, draws(run), into: run.address(inputGradient)))
  }
}

extension ChannelImages {
  /// A value of a batch, as its channels see it.
  init(_ value: DeviceValue, batch: Int) {
    self =
      value.shape.count == 1
      ? ChannelImages(rows: batch, features: value.count)
      : ChannelImages(
        batch: batch, channels: value.channels, pixels: value.pixels,
        isChannelsLast: value.isChannelsLast)
  }
}
