import NeuralNetworks

/// How a convolution is computed that is not small: by cuDNN, as it is or, with large steps over few
/// channels, over squares of pixels; or in full float32 by Winograd's scheme.
struct LibraryForm {
  /// What cuDNN computes, or Winograd's scheme.
  let sizes: DeviceConvolution
  private let input: MemoryPlan.Block
  private let weight: Int
  private let way: Way

  private enum Way {
    case plain
    case squares(Squares)
    case winograd(Winograd)
  }

  private struct Squares {
    let kernels: SpaceToDepthKernels
    let images: MemoryPlan.Block
    let filters: MemoryPlan.Block
    let gradient: MemoryPlan.Block
  }

  private struct Winograd {
    let scheme: WinogradConvolution
    let filters: MemoryPlan.Block
    /// The points of the input, which the backward pass needs too; in inference none are kept.
    let samples: MemoryPlan.Block?
    let forwardScratch: MemoryPlan.Block
    let backwardScratch: MemoryPlan.Block
    let filterPoints: MemoryPlan.Block

    init(_ scheme: WinogradConvolution, _ site: inout CompilationSite) {
      self.scheme = scheme
      let isTraining = site.isTraining
      filters = site.keep(scheme.filterBytes / 4)
      samples = isTraining ? site.keep(scheme.sampleBytes / 4) : nil
      forwardScratch = site.scratch(scheme.scratchBytes / 4, isBackward: false)
      backwardScratch = site.scratch(isTraining ? scheme.scratchBytes / 4 : 0, isBackward: true)
      filterPoints = site.scratch(isTraining ? scheme.filterBytes / 4 : 0, isBackward: true)
    }
  }

  /// Chooses the form; nobody may ask for the gradient of an input in squares.
  init(_ given: DeviceConvolution, _ site: inout CompilationSite) {
    input = site.input.block
    weight = site.step.parameters.lowerBound
    if site.inputGradient == nil,
      let kernels = SpaceToDepthKernels(given, inputIsChannelsLast: site.input.isChannelsLast)
    {
      sizes = kernels.squares
      way = .squares(
        Squares(
          kernels: kernels, images: site.keep(sizes.inputCount),
          filters: site.keep(sizes.weightCount),
          gradient: site.scratch(sizes.weightCount, isBackward: true)))
      return
    }
    sizes = given
    if WinogradConvolution.pays(for: given), let scheme = WinogradConvolution(given) {
      way = .winograd(Winograd(scheme, &site))
    } else {
      way = .plain
    }
  }

  /// Called once before anything is queued.
  func prepare(_ run: DeviceRun) throws {
    if case .winograd = way { return }
    try run.gpu.prepare(sizes)
  }

  /// Queues the forward pass: output = activation(input ∗ weight + bias).
  func convolve(
    _ run: DeviceRun, bias: DeviceAddress?, activation: DeviceActivation, output: DeviceAddress
  ) throws {
    let (images, filters): (DeviceAddress, DeviceAddress)
    switch way {
    case .plain: (images, filters) = (run.address(input), run.parameter(weight))
    case .squares(let squares):
      (images, filters) = (run.address(squares.images), run.address(squares.filters))
      try run.gpu.launch(squares.kernels.images(run.address(input), into: images))
      try run.gpu.launch(squares.kernels.filters(run.parameter(weight), into: filters))
    case .winograd(let winograd):
      let filters = run.address(winograd.filters)
      return try run.gpu.queue(
        [winograd.scheme.filters(run.parameter(weight), into: filters)]
          + winograd.scheme.forward(
            run.address(input), filters: filters, bias: bias, activation: activation,
            samples: winograd.samples.map(run.address),
            scratch: run.address(winograd.forwardScratch), into: output))
    }
    try run.gpu.convolve(
      sizes, input: images, weight: filters, bias: bias, rectifies: activation == .relu,
      output: output)
    guard activation != .none, activation != .relu else { return }
    try run.gpu.launch(
      ActivationKernels.forward(activation, output, count: sizes.outputCount, into: output))
  }

  /// Queues the gradient of the filters and, where it is asked for, that of the input.
  func backward(
    _ run: DeviceRun, _ outputGradient: DeviceAddress, inputGradient: DeviceAddress?
  ) throws {
    switch way {
    case .plain:
      try run.gpu.convolutionWeightGradient(
        sizes, input: run.address(input), outputGradient: outputGradient,
        weightGradient: run.gradient(weight))
      guard let inputGradient else { return }
      try run.gpu.convolutionInputGradient(
        sizes, outputGradient: outputGradient, weight: run.parameter(weight),
        inputGradient: inputGradient)
    case .squares(let squares):
      try run.gpu.convolutionWeightGradient(
        sizes, input: run.address(squares.images), outputGradient: outputGradient,
        weightGradient: run.address(squares.gradient))
      try run.gpu.launch(
        squares.kernels.filterGradient(
          run.address(squares.gradient), into: run.gradient(weight)))
    case .winograd(let winograd):
      guard let samples = winograd.samples else {
        fatalError("LibraryForm: a network in use has no backward pass.")
      }
      try run.gpu.queue(
        winograd.scheme.backward(
          outputGradient, filters: run.address(winograd.filters), samples: run.address(samples),
          filterPoints: run.address(winograd.filterPoints),
          scratch: run.address(winograd.backwardScratch), weightGradient: run.gradient(weight),
          inputGradient: inputGradient.map { ($0, .none, run.address(input)) }))
    }
  }
}
