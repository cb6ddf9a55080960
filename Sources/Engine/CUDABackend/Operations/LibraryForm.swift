import NeuralNetworks

/// How a convolution goes to cuDNN: as it is or, with large steps over few channels, over squares of
/// pixels.
struct LibraryForm {
  /// What cuDNN computes.
  let sizes: DeviceConvolution
  private let input: MemoryPlan.Block
  private let weight: Int
  private let squares: Squares?

  private struct Squares {
    let kernels: SpaceToDepthKernels
    let images: MemoryPlan.Block
    let filters: MemoryPlan.Block
    let gradient: MemoryPlan.Block
  }

  /// Chooses the form; nobody may ask for the gradient of an input in squares.
  init(_ given: DeviceConvolution, _ site: inout CompilationSite) {
    input = site.input.block
    weight = site.step.parameters.lowerBound
    guard site.inputGradient == nil,
      let kernels = SpaceToDepthKernels(
        given, inputIsChannelsLast: site.input.isChannelsLast)
    else {
      sizes = given
      squares = nil
      return
    }
    sizes = kernels.squares
    squares = Squares(
      kernels: kernels, images: site.keep(sizes.inputCount), filters: site.keep(sizes.weightCount),
      gradient: site.scratch(sizes.weightCount, isBackward: true))
  }

  /// Queues the forward pass.
  func convolve(
    _ run: DeviceRun, bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress
  ) throws {
    if let squares {
      try run.gpu.launch(
        squares.kernels.images(run.address(input), into: run.address(squares.images)))
      try run.gpu.launch(
        squares.kernels.filters(run.parameter(weight), into: run.address(squares.filters)))
    }
    try run.gpu.convolve(
      sizes, input: run.address(squares?.images ?? input),
      weight: squares.map { run.address($0.filters) } ?? run.parameter(weight), bias: bias,
      rectifies: rectifies, output: output)
  }

  /// Queues the gradient of the filters.
  func weightGradient(_ run: DeviceRun, _ outputGradient: DeviceAddress) throws {
    try run.gpu.convolutionWeightGradient(
      sizes, input: run.address(squares?.images ?? input), outputGradient: outputGradient,
      weightGradient: squares.map { run.address($0.gradient) } ?? run.gradient(weight))
    guard let squares else { return }
    try run.gpu.launch(
      squares.kernels.filterGradient(
        run.address(squares.gradient), into: run.gradient(weight)))
  }

  /// Queues the gradient of the input.
  func inputGradient(
    _ run: DeviceRun, _ outputGradient: DeviceAddress, into inputGradient: DeviceAddress
  ) throws {
    try run.gpu.convolutionInputGradient(
      sizes, outputGradient: outputGradient, weight: run.parameter(weight),
      inputGradient: inputGradient)
  }
}
