import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct SmallLinearKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var batch: Int
    var inputs: Int
    var outputs: Int
    var activation: DeviceActivation

    var description: String { "\(batch) × \(inputs)→\(outputs), \(activation)" }

    static let all = [
      Case(batch: 64, inputs: 400, outputs: 120, activation: .relu),
      Case(batch: 64, inputs: 84, outputs: 10, activation: .none),
      Case(batch: 1, inputs: 5, outputs: 1, activation: .tanh),
      Case(batch: 19, inputs: 131, outputs: 37, activation: .sigmoid),
      Case(batch: 70, inputs: 128, outputs: 33, activation: .tanh),
    ]
  }

  @Test(arguments: Case.all, EmulatedKernels.Order.allCases)
  func `computes a layer, and its gradients in one launch, as the layer does`(
    _ test: Case, order: EmulatedKernels.Order
  ) throws {
    let layer = Linear(from: test.inputs, to: test.outputs, seed: 3)
    // The input is itself an activation's output, whose slope is taken over.
    let activation = activationLayer(test.activation)
    let before = Tensor.normal(shape: [test.batch, test.inputs], seed: 1)
    let input = activation.map { $0(before) } ?? before
    let gradient = Tensor.normal(shape: [test.batch, test.outputs], seed: 2)
    let expected = ReferenceChain([activation, layer]).run(before, outputGradient: gradient)

    let kernels = EmulatedKernels(order)
    let (inputAddress, weight) = (kernels.upload(input.values), kernels.upload(layer.weight.values))
    let output = kernels.allocate(test.batch * test.outputs)
    try kernels.run(
      SmallLinearKernels.forward(
        input: inputAddress, weight: weight, bias: kernels.upload(layer.bias?.values ?? []),
        activation: test.activation, output: output, batch: test.batch, inputs: test.inputs,
        outputs: test.outputs))
    let activated = activation.map { $0(expected.output) } ?? expected.output
    #expect(
      largestDifference(kernels.download(output, activated.count), activated.values) < 5e-6)

    let gradientAddress = kernels.upload(gradient.values)
    let weightGradient = kernels.allocate(layer.weight.count)
    let biasGradient = kernels.allocate(test.outputs)
    let inputGradient = kernels.allocate(input.count)
    try kernels.run(
      SmallLinearKernels.gradients([
        .weight(
          outputGradient: gradientAddress, input: inputAddress, weightGradient: weightGradient,
          biasGradient: biasGradient, batch: test.batch, inputs: test.inputs,
          outputs: test.outputs),
        .input(
          outputGradient: gradientAddress, weight: weight, inputGradient: inputGradient,
          below: inputAddress, activation: test.activation, batch: test.batch,
          inputs: test.inputs, outputs: test.outputs),
      ]))
    #expect(
      largestDifference(kernels.download(inputGradient, input.count), expected.inputGradient.values)
        < 5e-6)
    #expect(
      largestDifference(
        kernels.download(weightGradient, layer.weight.count), expected.parameterGradients[0].values)
        < 5e-6)
    #expect(
      largestDifference(
        kernels.download(biasGradient, test.outputs), expected.parameterGradients[1].values) < 5e-6)
  }

  @Test func `a weight that begins at any number is read as it is`() throws {
    let kernels = EmulatedKernels()
    let weights = someNumbers(3 * 8 + 1, seed: 1), input = someNumbers(8, seed: 2)
    let output = kernels.allocate(3)
    try kernels.run(
      SmallLinearKernels.forward(
        input: kernels.upload(input), weight: kernels.upload(weights) + 4, bias: nil,
        output: output, batch: 1, inputs: 8, outputs: 3))
    let expected = (0..<3).map { own in
      (0..<8).reduce(Float(0)) { $0 + weights[1 + own * 8 + $1] * input[$1] }
    }
    #expect(largestDifference(kernels.download(output, 3), expected) < 1e-6)
  }

  @Test func `four products of several layers share a launch`() throws {
    let kernels = EmulatedKernels()
    let sizes = [(40, 9), (7, 33), (100, 65), (12, 1)]
    var gradients: [SmallLinearKernels.Gradient] = []
    var results: [(address: DeviceAddress, expected: Tensor)] = []
    for (place, (inputs, outputs)) in sizes.enumerated() {
      let layer = Linear(from: inputs, to: outputs)
      let input = Tensor.normal(shape: [5, inputs], seed: place)
      let gradient = Tensor.normal(shape: [5, outputs], seed: 10 + place)
      let result = kernels.allocate(inputs * outputs)
      gradients.append(
        .weight(
          outputGradient: kernels.upload(gradient.values), input: kernels.upload(input.values),
          weightGradient: result, biasGradient: nil, batch: 5, inputs: inputs, outputs: outputs))
      results.append((result, layer.parameterGradients(gradient, memory: input)[0]))
    }
    try kernels.run(SmallLinearKernels.gradients(gradients))
    for (address, expected) in results {
      #expect(largestDifference(kernels.download(address, expected.count), expected.values) < 5e-6)
    }
  }
}
