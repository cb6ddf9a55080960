/// A convolution in cuDNN's words: the shapes of what it reads and writes, and how it slides.
final class ConvolutionDescriptors {
  private let library: CuDNN
  private(set) var input: OpaquePointer?
  private(set) var output: OpaquePointer?
  private(set) var bias: OpaquePointer?
  private(set) var weight: OpaquePointer?
  private(set) var convolution: OpaquePointer?
  private(set) var rectification: OpaquePointer?
  private(set) var identity: OpaquePointer?

  init(_ shape: DeviceConvolution, by library: CuDNN) throws {
    self.library = library
    let format = shape.isChannelsLast ? CuDNN.channelsLast : CuDNN.channelsFirst
    try tensor(
      &input, format: format, shape.images, shape.channels, shape.height, shape.width)
    try tensor(
      &output, format: format, shape.images, shape.filters, shape.outputHeight, shape.outputWidth)
    try tensor(&bias, format: format, 1, shape.filters, 1, 1)
    try library.check(library.createFilter(&weight), "cudnnCreateFilterDescriptor")
    try library.check(
      library.setFilter(
        weight, CuDNN.float32, format, CInt(shape.filters), CInt(shape.channels / shape.groups),
        CInt(shape.kernel), CInt(shape.kernel)), "cudnnSetFilter4dDescriptor")
    try library.check(library.createConvolution(&convolution), "cudnnCreateConvolutionDescriptor")
    try library.check(
      library.setConvolution(
        convolution, CInt(shape.top), CInt(shape.left), CInt(shape.stride), CInt(shape.stride),
        CInt(shape.dilation), CInt(shape.dilation), CuDNN.crossCorrelation, CuDNN.float32),
      "cudnnSetConvolution2dDescriptor")
    try library.check(
      library.setGroups(convolution, CInt(shape.groups)), "cudnnSetConvolutionGroupCount")
    let math: CuDNN.Math = shape.precision == .tf32 ? .tensorOperations : .fusedMultiplyAdd
    try library.check(library.setMath(convolution, math.rawValue), "cudnnSetConvolutionMathType")
    try activation(&rectification, CuDNN.rectification)
    try activation(&identity, CuDNN.identity)
  }

  deinit {
    for tensor in [input, output, bias] where tensor != nil { _ = library.destroyTensor(tensor) }
    if weight != nil { _ = library.destroyFilter(weight) }
    if convolution != nil { _ = library.destroyConvolution(convolution) }
    for activation in [rectification, identity] where activation != nil {
      _ = library.destroyActivation(activation)
    }
  }

  /// The two operands and the result of a pass, in the order in which cuDNN's functions take them.
  func operands(of pass: ConvolutionPass) -> (OpaquePointer?, OpaquePointer?, OpaquePointer?) {
    switch pass {
    case .forward: (input, weight, output)
    case .inputGradient: (weight, output, input)
    case .weightGradient: (input, output, weight)
    }
  }

  private func tensor(
    _ tensor: inout OpaquePointer?, format: CInt, _ images: Int, _ channels: Int, _ height: Int,
    _ width: Int
  ) throws {
    try library.check(library.createTensor(&tensor), "cudnnCreateTensorDescriptor")
    try library.check(
      library.setTensor(
        tensor, format, CuDNN.float32, CInt(images), CInt(channels), CInt(height), CInt(width)),
      "cudnnSetTensor4dDescriptor")
  }

  private func activation(_ activation: inout OpaquePointer?, _ mode: CInt) throws {
    try library.check(library.createActivation(&activation), "cudnnCreateActivationDescriptor")
    try library.check(
      library.setActivation(activation, mode, CuDNN.passesNaN, 0), "cudnnSetActivationDescriptor")
  }
}
