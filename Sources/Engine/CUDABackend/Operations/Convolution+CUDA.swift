import NeuralNetworks
import Tensors

/// An operation that cuDNN's convolutions are part of.
protocol LibraryConvolutionOperation: Operation {
  var convolution: ConvolutionOperation { get }
}

extension LibraryConvolutionOperation {
  /// Whether images of this shape, if nobody asks for their gradient, are laid out in squares.
  func laysSquares(of input: [Int]) -> Bool {
    SpaceToDepthKernels.pays(
      channels: input[0], kernel: convolution.window.kernel, stride: convolution.window.stride,
      groups: convolution.groups, dilation: convolution.window.dilation)
  }
}

extension ConvolutionOperation: CUDAOperation, LibraryConvolutionOperation {
  var convolution: ConvolutionOperation { self }

  func isSupported(from input: [Int]) -> Bool { input.count == 3 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let sizes = sizes(
      from: site.input.shape, to: site.output.shape, batch: site.batch, precision: site.precision,
      isChannelsLast: site.prefersChannelsLast)
    if isDirect(from: site.input.shape, to: site.output.shape) {
      return DirectConvolution(sizes, self, &site)
    }
    return LibraryConvolution(sizes, self, &site)
  }

  /// Whether images of these sizes go by our own kernels: cuDNN needs more time to begin than small
  /// convolutions take.
  func isDirect(from input: [Int], to output: [Int]) -> Bool {
    input[0] * output[0] <= 256 && input[1] * input[2] <= 4096
  }

  func sizes(
    from input: [Int], to output: [Int], batch: Int, precision: Precision, isChannelsLast: Bool
  ) -> DeviceConvolution {
    let amount = window.amount(height: input[1], width: input[2])
    return DeviceConvolution(
      images: batch, channels: input[0], height: input[1], width: input[2], filters: output[0],
      kernel: window.kernel, stride: window.stride, dilation: window.dilation, top: amount.top,
      left: amount.left, outputHeight: output[1], outputWidth: output[2], groups: groups,
      isChannelsLast: isChannelsLast, precision: precision.roundsConvolutions ? .tf32 : .float32)
  }
}

extension DeviceConvolution {
  /// The output as its channels see it.
  var outputImages: ChannelImages {
    ChannelImages(
      batch: images, channels: filters, pixels: outputHeight * outputWidth,
      isChannelsLast: isChannelsLast)
  }
}

/// A convolution by cuDNN or by Winograd's scheme.
private struct LibraryConvolution: DeviceOperator {
  private let form: LibraryForm
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let bias: Int?
  private let biasGradient: BiasGradient?
  private let activation: DeviceActivation

  init(
    _ sizes: DeviceConvolution, _ operation: ConvolutionOperation, _ site: inout CompilationSite
  ) {
    form = LibraryForm(sizes, &site)
    output = site.output
    inputGradient = site.inputGradient
    bias = operation.hasBias ? site.step.parameters.lowerBound + 1 : nil
    activation = DeviceActivation(site.step.activation)
    biasGradient = bias.map { BiasGradient(slot: $0, sizes.outputImages, &site) }
  }

  func prepare(_ run: DeviceRun) throws { try form.prepare(run) }

  func forward(_ run: DeviceRun) throws {
    try form.convolve(
      run, bias: bias.map(run.parameter), activation: activation,
      output: run.address(output.block))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    let outputGradient = run.address(gradient)
    try biasGradient?.queue(run, outputGradient, output: run.address(output.block))
    try form.backward(run, outputGradient, inputGradient: inputGradient.map(run.address))
  }
}

/// A convolution by our own kernels.
private struct DirectConvolution: DeviceOperator {
  private let sizes: DeviceConvolution
  private let input: MemoryPlan.Block
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let weight: Int
  private let bias: Int?
  private let activation: DeviceActivation
  private let partials: MemoryPlan.Block

  init(
    _ sizes: DeviceConvolution, _ operation: ConvolutionOperation, _ site: inout CompilationSite
  ) {
    self.sizes = sizes
    input = site.input.block
    output = site.output
    inputGradient = site.inputGradient
    weight = site.step.parameters.lowerBound
    bias = operation.hasBias ? weight + 1 : nil
    activation = DeviceActivation(site.step.activation)
    partials = site.partials(DirectConvolutionKernels.partialCount(sizes))
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(
      DirectConvolutionKernels.forward(
        sizes, input: run.address(input), weight: run.parameter(weight),
        bias: bias.map(run.parameter), activation: activation, output: run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let gradient = output.gradient else { return }
    let outputGradient = run.address(gradient)
    let partials = run.address(partials)
    try run.gpu.launch(
      DirectConvolutionKernels.weightGradient(
        sizes, input: run.address(input), outputGradient: outputGradient, partials: partials))
    try run.sums.add(
      DirectConvolutionKernels.weightGradientSums(
        sizes, partials: partials, weightGradient: run.gradient(weight),
        biasGradient: bias.map(run.gradient)), on: run.gpu)
    guard let inputGradient else { return }
    try run.gpu.launch(
      DirectConvolutionKernels.inputGradient(
        sizes, outputGradient: outputGradient, weight: run.parameter(weight),
        inputGradient: run.address(inputGradient)))
  }
}
