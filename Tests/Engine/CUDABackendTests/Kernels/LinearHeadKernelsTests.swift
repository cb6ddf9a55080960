import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct LinearHeadKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var sizes: [Int]
    var activations: [DeviceActivation]
    var inputActivation = DeviceActivation.none
    var loss = LossKernels.Kind.crossEntropy
    var batch = 6
    /// Fewer than the batch holds at the end of an epoch.
    var images = 6

    var description: String { "\(sizes) \(activations) \(loss), \(images) of \(batch)" }

    static let all = [
      // LeNet-5's end, without and with its first layer.
      Case(sizes: [120, 84, 10], activations: [.relu, .none], inputActivation: .relu),
      Case(sizes: [400, 120, 84, 10], activations: [.relu, .relu, .none], images: 4),
      Case(sizes: [9, 5], activations: [.none], inputActivation: .tanh),
      Case(sizes: [33, 130, 3], activations: [.tanh, .sigmoid], loss: .meanSquaredError),
      Case(
        sizes: [140, 6, 70], activations: [.sigmoid, .none], inputActivation: .sigmoid,
        loss: .meanSquaredError, images: 5),
      Case(sizes: [64, 40, 36, 40], activations: [.tanh, .none, .relu], images: 1),
    ]
  }

  /// The head's memory on the card.
  private struct Memory {
    let layers: [LinearHeadKernels.Layer]
    let loss: LinearHeadKernels.RowLosses

    init(_ test: Case, _ linear: [Linear], _ kernels: EmulatedKernels, labels: [Int]) {
      layers = linear.enumerated().map { place, layer in
        LinearHeadKernels.Layer(
          weight: kernels.upload(layer.weight.values),
          bias: layer.bias.map { kernels.upload($0.values) }, activation: test.activations[place],
          outputs: test.sizes[place + 1],
          output: kernels.allocate(test.batch * test.sizes[place + 1]),
          gradient: kernels.allocate(test.batch * test.sizes[place + 1]))
      }
      var state = TrainingStateWord.beginning(steps: 7)
      state[TrainingStateWord.step.rawValue] = 2
      state[TrainingStateWord.images.rawValue] = Int32(test.images)
      loss = LinearHeadKernels.RowLosses(
        kind: test.loss, labels: kernels.upload(labels.map(Int32.init)),
        state: kernels.upload(state), rowLosses: kernels.allocate(test.batch, of: Double.self),
        rowHits: kernels.allocate(test.batch, of: Int32.self),
        losses: kernels.allocate(3, of: Double.self), hits: kernels.allocate(3, of: Int32.self),
        batch: test.batch, classes: test.sizes[test.sizes.count - 1], advances: true)
    }
  }

  private func linearLayers(_ test: Case) -> [Linear] {
    zip(test.sizes, test.sizes.dropFirst()).map { Linear(from: $0, to: $1, seed: $0) }
  }

  private func interleaved(_ test: Case, _ linear: [Linear]) -> [(any Layer)?] {
    [activationLayer(test.inputActivation)]
      + zip(linear, test.activations).flatMap { layer, activation -> [(any Layer)?] in
        [layer, activationLayer(activation)]
      }
  }

  @Test(arguments: Case.all, EmulatedKernels.Order.allCases)
  func `computes layers, loss and all gradients in two launches, as the layers do`(
    _ test: Case, order: EmulatedKernels.Order
  ) throws {
    let linear = linearLayers(test)
    let classes = test.sizes[test.sizes.count - 1]
    let labels = (0..<test.batch).map { $0 < test.images ? $0 * 5 % classes : -1 }
    let before = Tensor.normal(shape: [test.batch, test.sizes[0]], seed: 1)
    let input = activationLayer(test.inputActivation).map { $0(before) } ?? before

    // The reference sees the images alone.
    let chain = ReferenceChain(interleaved(test, linear))
    let images = before.elements(in: 0..<test.images)
    let scores = chain.run(images, outputGradient: Tensor(zeros: [test.images, classes])).output
    let measured: LossValue =
      test.loss == .crossEntropy
      ? CrossEntropy().measure(scores, labels: Array(labels[..<test.images]))
      : MeanSquaredError().measure(scores, labels: Array(labels[..<test.images]))
    let expected = chain.run(images, outputGradient: measured.gradient)

    let kernels = EmulatedKernels(order)
    let memory = Memory(test, linear, kernels, labels: labels)
    let inputAddress = kernels.upload(input.values)
    let inputGradient = kernels.allocate(input.count)
    try kernels.run(
      LinearHeadKernels.lossAndGradients(
        .init(
          batch: test.batch, inputs: test.sizes[0], input: inputAddress, layers: memory.layers),
        inputActivation: test.inputActivation, inputGradient: inputGradient, loss: memory.loss))
    // The gradients of the weights, from what the head wrote.
    var parameters: [(DeviceAddress, Int)] = []
    let gradients = memory.layers.enumerated().map { place, layer in
      let (inputs, outputs) = (test.sizes[place], test.sizes[place + 1])
      let weight = kernels.allocate(inputs * outputs), bias = kernels.allocate(outputs)
      parameters += [(weight, inputs * outputs), (bias, outputs)]
      return SmallLinearKernels.Gradient.weight(
        outputGradient: layer.gradient ?? inputAddress,
        input: place == 0
          ? inputAddress : memory.layers[place - 1].output ?? inputAddress,
        weightGradient: weight, biasGradient: bias, batch: test.batch, inputs: inputs,
        outputs: outputs)
    }
    try kernels.run(SmallLinearKernels.gradients(gradients, summing: memory.loss))

    let output = try #require(memory.layers[memory.layers.count - 1].output)
    #expect(
      largestDifference(
        kernels.download(output, test.images * classes), expected.output.values) < 5e-6)
    let behind = [Float](
      repeating: 0, count: (test.batch - test.images) * test.sizes[0])
    #expect(
      largestDifference(
        kernels.download(inputGradient, input.count), expected.inputGradient.values + behind)
        < 5e-6)
    for ((address, count), expected) in zip(parameters, expected.parameterGradients) {
      #expect(largestDifference(kernels.download(address, count), expected.values) < 5e-6)
    }
    let loss = kernels.download(memory.loss.losses, 3, of: Double.self)[2]
    #expect(abs(loss - measured.value) < 1e-6 * abs(measured.value))
    let hits = (0..<test.images).count { row in
      let own = Array(scores.values[row * classes..<(row + 1) * classes])
      return own.firstIndex(of: own.max() ?? 0) == labels[row]
    }
    #expect(kernels.download(memory.loss.hits, 3, of: Int32.self)[2] == Int32(hits))
    let state = kernels.download(memory.loss.state, 8, of: Int32.self)
    #expect(state == [2, Int32(test.images), -1, 8, 3, 0, 0, 0])
  }

  @Test(arguments: Case.all)
  func `computes the outputs alone in inference`(_ test: Case) throws {
    let linear = linearLayers(test)
    let input = Tensor.normal(shape: [test.batch, test.sizes[0]], seed: 1)
    let expected = ReferenceChain(Array(interleaved(test, linear).dropFirst())).run(
      input, outputGradient: Tensor(zeros: [test.batch, test.sizes[test.sizes.count - 1]])
    ).output
    let kernels = EmulatedKernels()
    let output = kernels.allocate(expected.count)
    let layers = linear.enumerated().map { place, layer in
      LinearHeadKernels.Layer(
        weight: kernels.upload(layer.weight.values),
        bias: kernels.upload(layer.bias?.values ?? []), activation: test.activations[place],
        outputs: test.sizes[place + 1], output: place == linear.count - 1 ? output : nil)
    }
    try kernels.run(
      LinearHeadKernels.forward(
        .init(
          batch: test.batch, inputs: test.sizes[0], input: kernels.upload(input.values),
          layers: layers)))
    #expect(
      largestDifference(kernels.download(output, expected.count), expected.values) < 5e-6)
  }

  @Test func `a loss that is not finite is noted at its step`() throws {
    let test = Case(sizes: [4, 3], activations: [.none], batch: 2, images: 2)
    let kernels = EmulatedKernels()
    let memory = Memory(test, linearLayers(test), kernels, labels: [0, 1])
    try kernels.run(
      LinearHeadKernels.lossAndGradients(
        .init(
          batch: 2, inputs: 4, input: kernels.upload([1, 2, .nan, 4, 1, 2, 3, 4] as [Float]),
          layers: memory.layers), inputActivation: .none, inputGradient: nil, loss: memory.loss))
    try kernels.run(SmallLinearKernels.gradients([], summing: memory.loss))
    #expect(kernels.download(memory.loss.state, 8, of: Int32.self) == [2, 2, 2, 8, 3, 0, 0, 0])
    #expect(kernels.download(memory.loss.losses, 3, of: Double.self)[2].isNaN)
  }

  @Test func `takes only heads that fit a block`() {
    #expect(LinearHeadKernels.isSuited(sizes: [400, 120, 84, 10]))
    #expect(!LinearHeadKernels.isSuited(sizes: [9216, 4096, 4096, 10]))
    #expect(!LinearHeadKernels.isSuited(sizes: [4, 4, 4, 4, 4]))
  }
}
