import CKernels
import Tensors

/// What the two ways of computing a convolution interleaved have in common: sizes, and which parameters
/// of the network are its filters and biases.
struct ConvolutionFilters {
  /// The window over one channel of the input.
  let window: convolume_window
  /// Parts into which the channels are divided; each filter sees one part.
  let parts: Int
  /// Channels of the input in one part.
  let inputs: Int
  /// Filters of one part.
  let outputs: Int
  let weight: Int
  let bias: Int?

  var pixels: Int { Int(window.height * window.width) }
  var outputPixels: Int { Int(window.output_height * window.output_width) }
  var kernel: Int { Int(window.kernel) }
  /// Weights of one filter.
  var depth: Int { inputs * kernel * kernel }
  /// Filters, and so output channels, of all parts.
  var filterCount: Int { parts * outputs }
  /// Weights of all filters.
  var weightCount: Int { filterCount * depth }

  /// Rows and columns of the gradient of the output with its numbers as far apart as the filters' steps.
  var spreadHeight: Int { (Int(window.output_height) - 1) * Int(window.stride) + 1 }
  var spreadWidth: Int { (Int(window.output_width) - 1) * Int(window.stride) + 1 }

  /// Numbers of one part of such a gradient; none where the steps are single pixels.
  var spreadCount: Int {
    window.stride == 1 ? 0 : outputs * spreadHeight * spreadWidth * blockSize
  }

  /// How far the samples under a filter lie apart, first to last.
  private var reach: Int64 { (window.kernel - 1) * window.dilation }

  /// Whether the padding is no wider than a filter reaches.
  var isPaddedWithinReach: Bool { max(window.top, window.left) <= reach }

  /// Where the window of the input's gradient stands: the filters, flipped, slide over the outputGradient
  /// gradient, spread by their steps, and reach beyond its border as far as they stayed inside before.
  var flippedWindow: convolume_window {
    convolume_window(
      height: Int64(spreadHeight), width: Int64(spreadWidth), output_height: window.height,
      output_width: window.width, kernel: window.kernel, stride: 1, dilation: window.dilation,
      top: reach - window.top, left: reach - window.left)
  }

  /// Multiplications of one block, by the definition.
  var work: Int { weightCount * outputPixels * blockSize }

  /// Calls `body` for each part whose filters, or inputs, are among `channels`: with those that are, as
  /// the part counts them.
  func forEachPart(
    of channels: Range<Int>, perPart: Int, _ body: (_ part: Int, _ channels: Range<Int>) -> Void
  ) {
    for part in 0..<parts {
      let first = part * perPart
      let own = (first..<first + perPart).clamped(to: channels)
      if !own.isEmpty { body(part, own.lowerBound - first..<own.upperBound - first) }
    }
  }

  /// Computes what some channels of one block contribute to the gradients of the biases: their sums.
  func sumBiasGradients(
    _ run: ExecutionContext, of output: InterleavedBuffer, block: Int, channels: Range<Int>,
    in sums: Workspace
  ) {
    guard bias != nil else { return }
    let start = run.memory(sums) + block * filterCount + channels.lowerBound
    start.update(repeating: 0, count: channels.count)
    convolume_interleaved_channel_sums(
      run.gradient(output, block: block) + channels.lowerBound * outputPixels * blockSize,
      Int64(channels.count), Int64(outputPixels), start)
  }

  /// Adds up the contributions of all blocks, in their order.
  func finishBiasGradients(_ run: ExecutionContext, in sums: Workspace) {
    guard let bias else { return }
    let gradient = run.parameterGradients[bias]
    gradient.update(from: run.memory(sums), count: filterCount)
    for block in 1..<run.blocks {
      convolume_add(gradient, run.memory(sums) + block * filterCount, Int64(filterCount))
    }
  }
}

/// An operator that can compute `max(x, 0)` of what it makes before it writes it.
protocol ReLUFusingOperator: CPUOperator {
  var output: InterleavedBuffer { get }
  var fusesReLU: Bool { get set }

  /// Whether what reads the output has taken over the rectifier's gradient.
  var gradientIsRectified: Bool { get set }
}

extension ReLUFusingOperator {
  /// Hands the rectifier's gradient to the pooling behind it, where there is a rectifier.
  func leavesGradientToPooling() -> Bool {
    gradientIsRectified = fusesReLU
    return fusesReLU
  }

  /// Passes the gradient of some channels of one block back through the rectifier, if there is one.
  func applyReLUGradient(_ run: ExecutionContext, block: Int, channels: Range<Int>) {
    guard fusesReLU, !gradientIsRectified else { return }
    let numbers = output.count / output.divisions * blockSize
    let gradient = run.gradient(output, block: block) + channels.lowerBound * numbers
    convolume_rectify_gradient(
      run.values(output, block: block) + channels.lowerBound * numbers, gradient, gradient,
      Int64(channels.count * numbers))
  }
}

extension ConvolutionOperation: CPUOperation {
  static var fusesReLU: Bool { true }

  func isSupported(by compiler: CPUCompiler) -> Bool {
    guard paddingMode == .zero, let filters = filters(in: compiler) else { return false }
    return (filters.isPaddedWithinReach || !compiler.givesInputGradient)
      && (WinogradConvolution.pays(for: filters) || DirectConvolution.fits(filters, in: compiler))
  }

  func compile(_ compiler: inout CPUCompiler) {
    guard let filters = filters(in: compiler) else {
      fatalError("ConvolutionOperation: \(compiler.inputShape) are no images.")
    }
    let (input, output) = (compiler.input, compiler.output)
    if WinogradConvolution.pays(for: filters) {
      compiler.add(WinogradConvolution(filters, input: input, output: output, in: &compiler))
    } else {
      if compiler.givesInputGradient { compiler.needScratch(filters.spreadCount) }
      compiler.add(DirectConvolution(filters, input: input, output: output, in: &compiler))
    }
  }

  private func filters(in compiler: CPUCompiler) -> ConvolutionFilters? {
    guard let places = WindowPlaces(window, compiler.inputShape) else { return nil }
    let first = compiler.step.parameters.lowerBound
    return ConvolutionFilters(
      window: places.geometry, parts: groups, inputs: places.channels / groups,
      outputs: compiler.outputShape[0] / groups, weight: first,
      bias: hasBias ? first + 1 : nil)
  }
}
