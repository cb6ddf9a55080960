extension CUDACard {
  package func prepare(_ convolution: DeviceConvolution) throws {
    for form in ConvolutionForm.all(of: convolution) { _ = try plan(for: form) }
  }

  package func convolve(
    _ convolution: DeviceConvolution, input: DeviceAddress, weight: DeviceAddress,
    bias: DeviceAddress?, rectifies: Bool, output: DeviceAddress
  ) throws {
    var tensors: [(ConvolutionTensor, DeviceAddress)] = [
      (.input, input), (.weight, weight), (.output, output),
    ]
    // cuDNN fuses ReLU behind a bias only.
    let added = try bias ?? (rectifies ? zeros(count: convolution.filters) : nil)
    if let added { tensors.append((.bias, added)) }
    try run(
      ConvolutionForm(convolution, .forward, hasBias: added != nil, rectifies: rectifies), tensors)
  }

  package func convolutionInputGradient(
    _ convolution: DeviceConvolution, outputGradient: DeviceAddress, weight: DeviceAddress,
    inputGradient: DeviceAddress
  ) throws {
    try run(
      ConvolutionForm(convolution, .inputGradient),
      [(.output, outputGradient), (.weight, weight), (.input, inputGradient)])
  }

  package func convolutionWeightGradient(
    _ convolution: DeviceConvolution, input: DeviceAddress, outputGradient: DeviceAddress,
    weightGradient: DeviceAddress
  ) throws {
    try run(
      ConvolutionForm(convolution, .weightGradient),
      [(.input, input), (.output, outputGradient), (.weight, weightGradient)])
  }

  private func run(
    _ form: ConvolutionForm, _ tensors: [(ConvolutionTensor, DeviceAddress)]
  ) throws {
    let plan = try plan(for: form)
    try plan.run(on: cudnnHandle, tensors, workspace: convolutionWorkspace.address)
  }

  /// Returns zeros, as many as needed or more; those given out before stay where they are.
  private func zeros(count: Int) throws -> DeviceAddress {
    if let zeros, zeros.count >= count { return zeros.address }
    let address = try allocate(bytes: 4 * count)
    try clear(address, bytes: 4 * count)
    zeros = (address, count)
    return address
  }

  /// Returns what is prepared for a form of a convolution, or prepares it.
  private func plan(for form: ConvolutionForm) throws -> ConvolutionPlan {
    try activate()
    if let plan = convolutionPlans[form] { return plan }
    if cudnnHandle == nil {
      try cudnn.check(cudnn.create(&cudnnHandle), "cudnnCreate")
      try cudnn.check(cudnn.setStream(cudnnHandle, stream), "cudnnSetStream")
    }
    let plan = try ConvolutionPlan.chosen(
      for: form, by: cudnn, for: .card(cudnnHandle), preferences: preferences)
    try reserveWorkspace(bytes: plan.workspaceBytes)
    convolutionPlans[form] = plan
    return plan
  }

  /// Makes the working memory of convolutions at least this large.
  ///
  /// A smaller one stays where it is, for graphs that were captured with it.
  private func reserveWorkspace(bytes: Int) throws {
    guard bytes > convolutionWorkspace.bytes else { return }
    convolutionWorkspace = (try allocate(bytes: bytes), bytes)
  }

  /// Times every engine that cuDNN recommends for a form of a convolution and that suits it.
  ///
  /// - Returns: One line for each, in cuDNN's order; engines that fail when they are run are left out.
  package func timings(
    of form: ConvolutionForm, repetitions: Int = 20
  ) throws -> [ConvolutionTiming] {
    let convolution = form.convolution
    let chosen = try plan(for: form)
    let tensors: [(ConvolutionTensor, DeviceAddress)] = try [
      (.input, convolution.inputCount), (.weight, convolution.weightCount),
      (.output, convolution.outputCount), (.bias, convolution.filters),
    ].map { ($0, try filled(count: $1)) }
    defer { for (_, address) in tensors { free(address) } }
    let used = form.hasBias ? tensors : Array(tensors.dropLast())

    let engines = try ConvolutionGraph(form, by: cudnn, for: .card(cudnnHandle)).engines()
    var timings: [ConvolutionTiming] = []
    for engine in engines where engine.offer.suits(convolution) {
      guard let plan = try ConvolutionPlan.make(engine, for: .card(cudnnHandle)) else { continue }
      guard plan.workspaceBytes <= preferences.workspaceLimit else { continue }
      try reserveWorkspace(bytes: plan.workspaceBytes)
      func run() throws {
        try plan.run(on: cudnnHandle, used, workspace: convolutionWorkspace.address)
      }
      guard (try? run()) != nil else { continue }
      let time = try milliseconds { for _ in 0..<repetitions { try run() } }
      timings.append(
        ConvolutionTiming(
          offer: engine.offer, milliseconds: time / Double(repetitions),
          workspaceBytes: plan.workspaceBytes, isChosen: chosen.offer == engine.offer))
    }
    return timings
  }

  /// Returns memory with numbers from -0.5 to 0.5; a card is quicker with zeros than with real ones.
  private func filled(count: Int) throws -> DeviceAddress {
    var state: UInt32 = 1
    let numbers = (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 24) - 0.5
    }
    let address = try allocate(bytes: 4 * count)
    try numbers.withUnsafeBytes { try upload($0, to: address) }
    return address
  }
}

/// How long an engine takes for a form of a convolution.
package struct ConvolutionTiming: Sendable {
  package var offer: AlgorithmOffer
  package var milliseconds: Double
  package var workspaceBytes: Int
  /// Whether the backend takes it.
  package var isChosen: Bool
}
