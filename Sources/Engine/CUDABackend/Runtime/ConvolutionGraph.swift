/// A convolution in cuDNN's words: one operation, with bias and ReLU fused to it when they are asked for.
final class ConvolutionGraph {
  let form: ConvolutionForm
  let library: CuDNN
  let target: CuDNN.Target
  private let graph: CuDNNDescriptor

  init(_ form: ConvolutionForm, by library: CuDNN, for target: CuDNN.Target) throws {
    self.form = form
    self.library = library
    self.target = target
    graph = try CuDNNDescriptor(.operationGraph, of: library)
    if case .card(let handle) = target { try graph.set(.graphHandle, .handle, [handle]) }
    try graph.set(.graphOperations, try operations())
    try graph.finish()
  }

  /// Returns the engines that cuDNN recommends, by its own estimate the quickest first.
  func engines() throws -> [ConvolutionEngine] {
    let heuristics = try CuDNNDescriptor(.engineHeuristics, of: library)
    try heuristics.set(.heuristicsGraph, [graph])
    try heuristics.set(.heuristicsMode, .heuristicsMode, [CuDNN.accurateHeuristics])
    if case .described(let properties) = target {
      try heuristics.set(.heuristicsDevice, [properties])
    }
    guard try heuristics.finishIfSupported() else { return [] }
    let count = try heuristics.count(.heuristicsResults, .descriptor)
    return try heuristics.descriptors(
      .heuristicsResults, .engineConfiguration, atMost: count
    ).map { try ConvolutionEngine($0, of: form.pass) }
  }

  private func operations() throws -> [CuDNNDescriptor] {
    let convolved: ConvolutionTensor =
      form.hasBias || form.rectifies ? .convolved : .output
    var operations = [try convolutionOperation(to: convolved)]
    if form.hasBias {
      let biased: ConvolutionTensor = form.rectifies ? .biased : .output
      operations.append(
        try pointwise(CuDNN.addition, [convolved, .bias], to: biased))
    }
    if form.rectifies {
      operations.append(
        try pointwise(
          CuDNN.rectification, [form.hasBias ? .biased : .convolved], to: .output))
    }
    return operations
  }

  private func convolutionOperation(to output: ConvolutionTensor) throws -> CuDNNDescriptor {
    let kind: CuDNN.Kind
    let (sliding, weight, input, result, alpha, beta):
      (
        CuDNN.Attribute, CuDNN.Attribute, CuDNN.Attribute, CuDNN.Attribute, CuDNN.Attribute,
        CuDNN.Attribute
      )
    switch form.pass {
    case .forward:
      kind = .convolutionForward
      (sliding, weight, input, result, alpha, beta) = (
        .forwardConvolution, .forwardFilter, .forwardInput, .forwardOutput, .forwardAlpha,
        .forwardBeta
      )
    case .inputGradient:
      kind = .convolutionBackwardData
      (sliding, weight, input, result, alpha, beta) = (
        .dataConvolution, .dataFilter, .dataInput, .dataOutput, .dataAlpha, .dataBeta
      )
    case .weightGradient:
      kind = .convolutionBackwardFilter
      (sliding, weight, input, result, alpha, beta) = (
        .filterConvolution, .filterFilter, .filterInput, .filterOutput, .filterAlpha, .filterBeta
      )
    }
    let operation = try CuDNNDescriptor(kind, of: library)
    try operation.set(sliding, [try slidingWindow()])
    try operation.set(weight, [try tensor(.weight)])
    try operation.set(input, [try tensor(.input)])
    try operation.set(result, [try tensor(output)])
    try operation.set(alpha, .float, [Float(1)])
    try operation.set(beta, .float, [Float(0)])
    try operation.finish()
    return operation
  }

  private func slidingWindow() throws -> CuDNNDescriptor {
    let shape = form.convolution
    let sliding = try CuDNNDescriptor(.convolution, of: library)
    try sliding.set(.spatialDimensions, [2])
    try sliding.set(.convolutionPrecision, .dataType, [CuDNN.float32])
    try sliding.set(.convolutionMode, .convolutionMode, [CuDNN.crossCorrelation])
    try sliding.set(.strides, [shape.stride, shape.stride])
    try sliding.set(.dilations, [shape.dilation, shape.dilation])
    try sliding.set(.paddingBefore, [shape.top, shape.left])
    try sliding.set(.paddingBehind, [shape.bottom, shape.right])
    try sliding.finish()
    return sliding
  }

  private func pointwise(
    _ mode: CInt, _ inputs: [ConvolutionTensor], to output: ConvolutionTensor
  ) throws -> CuDNNDescriptor {
    let description = try CuDNNDescriptor(.pointwise, of: library)
    try description.set(.pointwiseMode, .pointwiseMode, [mode])
    try description.set(.pointwisePrecision, .dataType, [CuDNN.float32])
    try description.finish()
    let operation = try CuDNNDescriptor(.pointwiseOperation, of: library)
    try operation.set(.pointwiseDescription, [description])
    for (attribute, input) in zip(
      [CuDNN.Attribute.pointwiseInput, .pointwiseSecondInput], inputs)
    {
      try operation.set(attribute, [try tensor(input)])
    }
    try operation.set(.pointwiseOutput, [try tensor(output)])
    try operation.finish()
    return operation
  }

  /// Tensors that more than one operation uses are one descriptor.
  private var tensors: [ConvolutionTensor: CuDNNDescriptor] = [:]

  private func tensor(_ which: ConvolutionTensor) throws -> CuDNNDescriptor {
    if let known = tensors[which] { return known }
    let shape = form.convolution
    let sizes =
      switch which {
      case .input: [shape.images, shape.channels, shape.height, shape.width]
      case .weight: [shape.filters, shape.channels / shape.groups, shape.kernel, shape.kernel]
      case .bias: [1, shape.filters, 1, 1]
      case .output, .convolved, .biased:
        [shape.images, shape.filters, shape.outputHeight, shape.outputWidth]
      }
    let (channels, height, width) = (sizes[1], sizes[2], sizes[3])
    let tensor = try CuDNNDescriptor(.tensor, of: library)
    try tensor.set(.tensorType, .dataType, [CuDNN.float32])
    try tensor.set(.tensorDimensions, sizes)
    try tensor.set(
      .tensorStrides,
      shape.isChannelsLast
        ? [height * width * channels, 1, width * channels, channels]
        : [channels * height * width, height * width, width, 1])
    try tensor.set(.tensorName, [which.rawValue])
    try tensor.set(.tensorAlignment, [Self.alignment])
    if which == .convolved || which == .biased {
      try tensor.set(.tensorIsVirtual, .boolean, [true])
    }
    try tensor.finish()
    tensors[which] = tensor
    return tensor
  }

  /// The bytes that every address given to cuDNN is a multiple of.
  static let alignment = 16
}
