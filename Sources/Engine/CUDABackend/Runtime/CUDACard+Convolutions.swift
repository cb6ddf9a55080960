extension CUDACard {
  package func prepare(_ convolution: DeviceConvolution) throws {
    _ = try plan(for: convolution)
  }

  package func convolve(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress
  ) throws {
    let plan = try plan(for: convolution)
    try plan.runForward(
      input: input, weight: weight, bias: bias, rectifies: rectifies, output: output,
      workspace: convolutionWorkspace)
  }

  package func convolutionInputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    inputGradient: DeviceAddress
  ) throws {
    let plan = try plan(for: convolution)
    try plan.run(
      .inputGradient, first: weight, second: outputGradient, result: inputGradient,
      workspace: convolutionWorkspace)
  }

  package func convolutionWeightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    weightGradient: DeviceAddress
  ) throws {
    let plan = try plan(for: convolution)
    try plan.run(
      .weightGradient, first: input, second: outputGradient, result: weightGradient,
      workspace: convolutionWorkspace)
  }

  /// Returns what is prepared for a convolution, or prepares it.
  private func plan(for convolution: DeviceConvolution) throws -> ConvolutionPlan {
    try activate()
    if let plan = convolutionPlans[convolution] { return plan }
    let plan = try ConvolutionPlan(
      convolution, by: cudnn, handle: cudnnHandle, preferences: preferences)
    try reserveWorkspace(bytes: plan.workspaceBytes)
    convolutionPlans[convolution] = plan
    return plan
  }

  /// Makes the working memory of convolutions at least this large.
  ///
  /// A smaller one stays where it is, for graphs that were captured with it.
  private func reserveWorkspace(bytes: Int) throws {
    guard bytes > convolutionWorkspace.bytes else { return }
    convolutionWorkspace = (try allocate(bytes: bytes), bytes)
  }

  /// The algorithm that each pass of a convolution takes.
  package func algorithms(
    of convolution: DeviceConvolution
  ) throws -> [ConvolutionPass: ConvolutionAlgorithm] {
    try plan(for: convolution).choices.mapValues(\.algorithm)
  }

  /// Times every algorithm that cuDNN offers for a convolution, on numbers of its own.
  ///
  /// - Returns: One line for each, in cuDNN's order; those that fail when they are run are left out.
  package func timings(
    of convolution: DeviceConvolution, repetitions: Int = 20
  ) throws -> [ConvolutionTiming] {
    let plan = try plan(for: convolution)
    let input = try allocate(bytes: 4 * convolution.inputCount)
    let weight = try allocate(bytes: 4 * convolution.weightCount)
    let output = try allocate(bytes: 4 * convolution.outputCount)
    defer { for address in [input, weight, output] { free(address) } }
    for (address, count) in [
      (input, convolution.inputCount), (weight, convolution.weightCount),
      (output, convolution.outputCount),
    ] { try fill(address, count: count) }

    var timings: [ConvolutionTiming] = []
    for pass in ConvolutionPass.allCases {
      for offer in try plan.offers(for: pass) {
        try reserveWorkspace(bytes: offer.workspaceBytes)
        let (first, second, result) =
          switch pass {
          case .forward: (input, weight, output)
          case .inputGradient: (weight, output, input)
          case .weightGradient: (input, output, weight)
          }
        func run() throws {
          try plan.run(
            offer, first: first, second: second, result: result, workspace: convolutionWorkspace)
        }
        guard (try? run()) != nil else { continue }
        let time = try milliseconds { for _ in 0..<repetitions { try run() } }
        timings.append(
          ConvolutionTiming(
            algorithm: offer.algorithm, milliseconds: time / Double(repetitions),
            workspaceBytes: offer.workspaceBytes, isDeterministic: offer.isDeterministic,
            suits: offer.suits(convolution, limit: preferences.workspaceLimit),
            isChosen: plan.choices[pass] == offer))
      }
    }
    return timings
  }

  /// Writes numbers from -0.5 to 0.5; a card is quicker with zeros than with real ones.
  private func fill(_ address: DeviceAddress, count: Int) throws {
    var state: UInt32 = 1
    let numbers = (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 24) - 0.5
    }
    try numbers.withUnsafeBytes { try upload($0, to: address) }
  }
}

/// How long an algorithm takes for a pass of a convolution, and whether it may be used.
package struct ConvolutionTiming: Hashable, Sendable, Codable {
  package var algorithm: ConvolutionAlgorithm
  package var milliseconds: Double
  package var workspaceBytes: Int
  /// Whether equal input gives equal bits.
  package var isDeterministic: Bool
  /// Whether the backend may take it at all.
  package var suits: Bool
  /// Whether the backend takes it.
  package var isChosen: Bool
}
