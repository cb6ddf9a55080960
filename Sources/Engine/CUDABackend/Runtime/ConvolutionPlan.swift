/// What cuDNN needs for the three passes of one convolution: descriptors, and an algorithm for each.
final class ConvolutionPlan {
  let convolution: DeviceConvolution
  private let library: CuDNN
  private let handle: OpaquePointer?
  private let descriptors: ConvolutionDescriptors
  private(set) var choices: [ConvolutionPass: AlgorithmOffer] = [:]
  /// Whether bias and ReLU go in one call with the convolution; false once cuDNN has declined.
  private var fusesActivation = true

  /// Chooses the algorithms.
  ///
  /// - Throws: `CUDAError.unequalPadding`, `.noConvolutionAlgorithm`, or what cuDNN says.
  init(
    _ convolution: DeviceConvolution, by library: CuDNN, handle: OpaquePointer?,
    preferences: ConvolutionPreferences
  ) throws {
    guard convolution.isSymmetric else { throw CUDAError.unequalPadding(convolution) }
    self.convolution = convolution
    self.library = library
    self.handle = handle
    descriptors = try ConvolutionDescriptors(convolution, by: library)
    for pass in ConvolutionPass.allCases {
      guard
        let choice = preferences.choice(among: try offers(for: pass), for: convolution, pass)
      else {
        throw CUDAError.noConvolutionAlgorithm(
          pass, convolution, limit: preferences.workspaceLimit)
      }
      choices[pass] = choice
    }
  }

  /// The bytes of working memory that the chosen algorithms need.
  var workspaceBytes: Int { choices.values.map(\.workspaceBytes).max() ?? 0 }

  /// What cuDNN offers for a pass, in the order in which it recommends it.
  func offers(for pass: ConvolutionPass) throws -> [AlgorithmOffer] {
    typealias Place = CuDNN.Performance
    let (search, call) =
      switch pass {
      case .forward: (library.forwardAlgorithms, "cudnnGetConvolutionForwardAlgorithm_v7")
      case .inputGradient:
        (library.inputGradientAlgorithms, "cudnnGetConvolutionBackwardDataAlgorithm_v7")
      case .weightGradient:
        (library.weightGradientAlgorithms, "cudnnGetConvolutionBackwardFilterAlgorithm_v7")
      }
    let most = ConvolutionAlgorithm.all(for: pass).count
    let (first, second, result) = descriptors.operands(of: pass)
    var count: CInt = 0
    return try withUnsafeTemporaryAllocation(byteCount: most * Place.bytes, alignment: 16) {
      memory in
      guard let start = memory.baseAddress else { return [] }
      try library.check(
        search(
          handle, first, second, descriptors.convolution, result, CInt(most), &count, start), call)
      return (0..<Int(count)).compactMap { place in
        func field<Field: BitwiseCopyable>(_ offset: Int, _ type: Field.Type = Field.self) -> Field
        {
          start.load(fromByteOffset: place * Place.bytes + offset, as: type)
        }
        guard field(Place.statusPlace, CInt.self) == 0,
          let math = CuDNN.Math(rawValue: field(Place.mathPlace))
        else { return nil }
        return AlgorithmOffer(
          algorithm: ConvolutionAlgorithm(pass, Int(field(Place.algorithmPlace, CInt.self))),
          workspaceBytes: field(Place.memoryPlace),
          isDeterministic: field(Place.determinismPlace, CInt.self) == 1, math: math)
      }
    }
  }

  /// Queues one pass by an offered algorithm, without bias: `first` and `second` are the operands in
  /// cuDNN's order (input and filters; filters and output gradient; input and output gradient).
  func run(
    _ offer: AlgorithmOffer, first: DeviceAddress, second: DeviceAddress, result: DeviceAddress,
    workspace: (address: DeviceAddress, bytes: Int)
  ) throws {
    let pass = offer.algorithm.pass
    let (call, name) =
      switch pass {
      case .forward: (library.forward, "cudnnConvolutionForward")
      case .inputGradient: (library.inputGradient, "cudnnConvolutionBackwardData")
      case .weightGradient: (library.weightGradient, "cudnnConvolutionBackwardFilter")
      }
    try useMath(offer.math)
    let (one, two, three) = descriptors.operands(of: pass)
    var (alpha, beta): (Float, Float) = (1, 0)
    try library.check(
      call(
        handle, &alpha, one, first.rawValue, two, second.rawValue, descriptors.convolution,
        CInt(offer.algorithm.number), workspace.address.rawValue, workspace.bytes, &beta, three,
        result.rawValue), name)
  }

  /// Queues one pass by its chosen algorithm.
  func run(
    _ pass: ConvolutionPass, first: DeviceAddress, second: DeviceAddress, result: DeviceAddress,
    workspace: (address: DeviceAddress, bytes: Int)
  ) throws {
    guard let choice = choices[pass] else { return }
    try run(choice, first: first, second: second, result: result, workspace: workspace)
  }

  /// Queues output = act(input ∗ weight + bias): in one call where cuDNN has one for the algorithm, and
  /// otherwise in two or three.
  func runForward(
    input: DeviceAddress, weight: DeviceAddress, bias: DeviceAddress?, rectifies: Bool,
    output: DeviceAddress, workspace: (address: DeviceAddress, bytes: Int)
  ) throws {
    guard let choice = choices[.forward] else { return }
    if let bias, fusesActivation, rectifies || choice.algorithm == .implicitProduct(.forward) {
      try useMath(choice.math)
      var (alpha, none): (Float, Float) = (1, 0)
      let code = library.forwardWithActivation(
        handle, &alpha, descriptors.input, input.rawValue, descriptors.weight, weight.rawValue,
        descriptors.convolution, CInt(choice.algorithm.number), workspace.address.rawValue,
        workspace.bytes, &none, descriptors.output, output.rawValue, descriptors.bias,
        bias.rawValue,
        rectifies ? descriptors.rectification : descriptors.identity, descriptors.output,
        output.rawValue)
      if !CuDNN.isUnsupported(code) {
        return try library.check(code, "cudnnConvolutionBiasActivationForward")
      }
      fusesActivation = false
    }
    try run(.forward, first: input, second: weight, result: output, workspace: workspace)
    var (one, zero): (Float, Float) = (1, 0)
    if let bias {
      try library.check(
        library.addTensor(
          handle, &one, descriptors.bias, bias.rawValue, &one, descriptors.output, output.rawValue),
        "cudnnAddTensor")
    }
    if rectifies {
      try library.check(
        library.activate(
          handle, descriptors.rectification, &one, descriptors.output, output.rawValue, &zero,
          descriptors.output, output.rawValue), "cudnnActivationForward")
    }
  }

  private func useMath(_ math: CuDNN.Math) throws {
    try library.check(
      library.setMath(descriptors.convolution, math.rawValue), "cudnnSetConvolutionMathType")
  }
}
