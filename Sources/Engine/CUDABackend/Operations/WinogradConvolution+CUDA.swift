import NeuralNetworks

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A convolution by Winograd's scheme, in full float32: fewer multiplications than cuDNN's algorithms.
struct WinogradOperator: DeviceOperator {
  private let scheme: WinogradConvolution
  private let input: MemoryPlan.Block
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let weight: Int
  private let bias: Int?
  private let biasGradient: BiasGradient?
  private let activation: DeviceActivation
  private let filters: MemoryPlan.Block
  /// The points of the input, which the backward pass needs too; in inference none are kept.
  private let samples: MemoryPlan.Block?
  private let forwardScratch: MemoryPlan.Block
  private let backwardScratch: MemoryPlan.Block?
  private let filterPoints: MemoryPlan.Block?

  init(
    _ scheme: WinogradConvolution, _ operation: ConvolutionOperation,
    _ site: inout CompilationSite
  ) {
    self.scheme = scheme
    input = site.input.block
    output = site.output
    inputGradient = site.inputGradient
    weight = site.step.parameters.lowerBound
    bias = operation.hasBias ? weight + 1 : nil
    activation = DeviceActivation(site.step.activation)
    biasGradient = bias.map {
      BiasGradient(slot: $0, scheme.convolution.outputImages, &site)
    }
    filters = site.keep(scheme.filterBytes / 4)
    samples = site.isTraining ? site.keep(scheme.sampleBytes / 4) : nil
    forwardScratch = site.scratch(scheme.scratchBytes / 4, isBackward: false)
    let isTraining = site.isTraining
    backwardScratch =
      isTraining ? site.scratch(scheme.scratchBytes / 4, isBackward: true) : nil
    filterPoints = isTraining ? site.scratch(scheme.filterBytes / 4, isBackward: true) : nil
  }

  /// Whether the scheme takes the convolutions it is made for.
  ///
  /// Not by default: cuDNN has transforming algorithms of its own for full float32, and ours has not been
  /// measured beside them. `CONVOLUME_WINOGRAD=1` lets both be timed.
  static func isChosen(for sizes: DeviceConvolution) -> Bool {
    getenv("CONVOLUME_WINOGRAD").map { String(cString: $0) } == "1"
      && sizes.channels >= 32 && sizes.filters >= 32 && sizes.channels * sizes.filters >= 4096
  }

  func forward(_ run: DeviceRun) throws {
    let filters = run.address(filters)
    try run.gpu.queue(
      [scheme.filters(run.parameter(weight), into: filters)]
        + scheme.forward(
          run.address(input), filters: filters, bias: bias.map(run.parameter),
          activation: activation, samples: samples.map(run.address),
          scratch: run.address(forwardScratch), into: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard
      let gradient = output.gradient, let samples, let backwardScratch, let filterPoints
    else { return }
    let outputGradient = run.address(gradient)
    try biasGradient?.queue(run, outputGradient, output: run.address(output.block))
    try run.gpu.queue(
      scheme.backward(
        outputGradient, filters: run.address(filters), samples: run.address(samples),
        filterPoints: run.address(filterPoints), scratch: run.address(backwardScratch),
        weightGradient: run.gradient(weight),
        inputGradient: inputGradient.map {
          (run.address($0), .none, run.address(input))
        }))
  }
}
