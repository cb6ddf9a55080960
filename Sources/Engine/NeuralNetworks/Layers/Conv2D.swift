import Contracts
import Tensors

/// A convolution: filters that slide over an image, each making one channel of the output.
///
/// `output[o, y, x] = bias[o] + Σ weight[o, c, r, s] · input[c, y·stride + r·dilation − top,
/// x·stride + s·dilation − left]`, summed over the channels c of the group and the filter's rows r
/// and columns s. As everywhere in deep learning the filter is not flipped, which makes it a
/// cross-correlation.
///
/// Input `[batch, from, height, width]`, output `[batch, to, outputHeight, outputWidth]`.
///
/// - SeeAlso: LeCun, Bottou, Bengio and Haffner, *Gradient-Based Learning Applied to Document
///   Recognition*, 1998, section II.A.
public struct Conv2D: Layer {
  /// The filters, shape `[to, from / groups, kernel, kernel]`.
  public var weight: Tensor

  /// What is added to each channel of the output, shape `[to]`; nil without biases.
  public var bias: Tensor?

  public let window: SlidingWindow
  public let groups: Int

  /// What the padding consists of.
  public let paddingMode: PaddingMode

  /// How `initialize(seed:)` draws the weights; nil keeps the weights that were given.
  private let initialization: Initialization?

  /// Creates a convolution with random filters.
  ///
  /// - Parameters:
  ///   - inputs: Channels of the input.
  ///   - outputs: Channels of the output, which is the number of filters.
  ///   - kernel: Rows and columns of a filter.
  ///   - stride: Pixels from one place of the filter to the next.
  ///   - padding: How far the filter reaches beyond the border.
  ///   - mode: What stands beyond the border.
  ///   - dilation: Pixels from one sample under the filter to the next.
  ///   - groups: Into how many parts the channels are divided; each filter sees one part.
  ///   - bias: Whether a bias is added to each output channel.
  ///   - initialization: How the filters are drawn.
  ///   - seed: Where the drawing starts; a `Sequential` around the layer sets its own.
  /// - Precondition: `groups` divides both numbers of channels.
  public init(
    from inputs: Int, to outputs: Int, kernel: Int, stride: Int = 1, padding: Padding = .valid,
    mode: PaddingMode = .zero, dilation: Int = 1, groups: Int = 1, bias: Bool = true,
    initialization: Initialization = .pyTorch, seed: Int = 0
  ) {
    require(
      inputs > 0 && outputs > 0 && groups > 0,
      "Conv2D: channels and groups must be positive, got \(inputs), \(outputs) and \(groups).")
    require(
      inputs % groups == 0 && outputs % groups == 0,
      "Conv2D: \(groups) groups must divide the channels, \(inputs) and \(outputs).")
    window = SlidingWindow(
      owner: "Conv2D", kernel: kernel, stride: stride, dilation: dilation, padding: padding)
    weight = Tensor(zeros: [outputs, inputs / groups, kernel, kernel])
    self.bias = bias ? Tensor(zeros: [outputs]) : nil
    self.groups = groups
    paddingMode = mode
    self.initialization = initialization
    initialize(seed: seed)
  }

  /// Creates a convolution with filters of your own, such as an edge detector.
  ///
  /// - Parameters:
  ///   - weight: The filters. Shape `[to, from / groups, kernel, kernel]`.
  ///   - bias: One number for each filter, if any.
  ///   - stride: Pixels from one place of the filter to the next.
  ///   - padding: How far the filter reaches beyond the border.
  ///   - mode: What stands beyond the border.
  ///   - dilation: Pixels from one sample under the filter to the next.
  ///   - groups: Into how many parts the channels are divided.
  public init(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Padding = .valid,
    mode: PaddingMode = .zero, dilation: Int = 1, groups: Int = 1
  ) {
    require(
      weight.rank == 4 && weight.shape[2] == weight.shape[3],
      "Conv2D: expected filters [to, from, kernel, kernel], got \(weight.shape).")
    require(
      groups > 0 && weight.shape[0] % groups == 0,
      "Conv2D: \(groups) groups must divide the \(weight.shape[0]) filters.")
    if let bias {
      require(
        bias.shape == [weight.shape[0]],
        "Conv2D: expected one bias for each of \(weight.shape[0]) filters, got \(bias.shape).")
    }
    window = SlidingWindow(
      owner: "Conv2D", kernel: weight.shape[2], stride: stride, dilation: dilation,
      padding: padding)
    self.weight = weight
    self.bias = bias
    self.groups = groups
    paddingMode = mode
    initialization = nil
  }

  private var inputs: Int { weight.shape[1] * groups }
  private var outputs: Int { weight.shape[0] }

  /// The input, padded already unless the padding is zeros, which need not be stored.
  public struct Memory: Sendable {
    let input: Tensor
    let shape: [Int]
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory) {
    requireImages(input, "\(self)")
    require(
      input.shape[1] == inputs,
      "\(self): expected \(inputs) channels, got \(input.shape[1]) (input \(input.shape)).")
    let padded =
      paddingMode == .zero
      ? input : input.padded(by: amount(for: input.shape), mode: paddingMode)
    let output = convolution(for: input.shape).output(of: padded, weight: weight, bias: bias)
    return (output, Memory(input: padded, shape: input.shape))
  }

  public func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor {
    let gradient = convolution(for: memory.shape).inputGradient(
      outputGradient, weight: weight, input: memory.input.shape)
    return paddingMode == .zero
      ? gradient
      : gradient.unpadded(by: amount(for: memory.shape), mode: paddingMode, to: memory.shape)
  }

  public func parameterGradients(_ outputGradient: Tensor, memory: Memory) -> [Tensor] {
    let weightGradient = convolution(for: memory.shape).weightGradient(
      outputGradient, input: memory.input, weight: weight.shape)
    return bias == nil ? [weightGradient] : [weightGradient, channelSums(of: outputGradient)]
  }

  private func amount(for shape: [Int]) -> PaddingAmount {
    window.amount(height: shape[2], width: shape[3])
  }

  private func convolution(for shape: [Int]) -> Convolution {
    var (height, width) = (shape[2], shape[3])
    var amount = amount(for: shape)
    if paddingMode != .zero {
      height += amount.top + amount.bottom
      width += amount.left + amount.right
      amount = PaddingAmount(0)
    }
    return Convolution(
      geometry: window.geometry(height: height, width: width, padding: amount), groups: groups)
  }

  public mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
    visitWeight(&weight, andBias: &bias, visit)
  }

  public mutating func initialize(seed: Int) {
    guard let initialization else { return }
    let fanIn = weight.shape[1] * window.kernel * window.kernel
    let fanOut = outputs / groups * window.kernel * window.kernel
    weight = initialization.weights(
      shape: weight.shape, fanIn: fanIn, fanOut: fanOut, seed: seed)
    if bias != nil { bias = initialization.biases(count: outputs, fanIn: fanIn, seed: seed) }
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    guard input[0] == inputs else {
      throw ShapeMismatch(
        expected: "\(inputs) channels", found: "\(input[0]) (\(sizes(input)))",
        fix: "Write Conv2D(from: \(input[0]), to: \(outputs), ...), or change the layers above.")
    }
    return try window.step(from: input, channels: outputs)
  }

  public func multiplyAccumulates(for input: [Int]) -> Int {
    let output = window.outputSize(height: input[1], width: input[2])
    return weight.count * output.height * output.width
  }

  public var receptiveField: ReceptiveField {
    .window(extent: window.extent, stride: window.stride)
  }

  public var description: String {
    var text = "Conv2D(from: \(inputs), to: \(outputs), kernel: \(window.kernel)"
    if window.stride != 1 { text += ", stride: \(window.stride)" }
    if window.padding != .valid { text += ", padding: .\(window.padding)" }
    if paddingMode != .zero { text += ", mode: .\(paddingMode)" }
    if window.dilation != 1 { text += ", dilation: \(window.dilation)" }
    if groups != 1 { text += ", groups: \(groups)" }
    return text + ")"
  }
}
