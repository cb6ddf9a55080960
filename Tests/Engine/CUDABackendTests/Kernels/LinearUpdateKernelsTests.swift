import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct LinearUpdateKernelsTests {
  struct Case: CustomStringConvertible, Sendable {
    var batch: Int
    var inputs: Int
    var outputs: Int
    var hasBias = true

    var description: String { "\(batch) × \(inputs)→\(outputs)" }

    static let all = [
      Case(batch: 64, inputs: 256, outputs: 64), Case(batch: 3, inputs: 132, outputs: 70),
      Case(batch: 100, inputs: 128, outputs: 9), Case(batch: 1, inputs: 4, outputs: 1),
      Case(batch: 65, inputs: 140, outputs: 65, hasBias: false),
    ]
  }

  private let rate = 0.01
  private let step = 3

  /// Parameters, gradients and slots before the step, and the layer on the card.
  private struct Memory {
    let weight: [Float]
    let bias: [Float]
    let weightGradient: [Float]
    let biasGradient: [Float]
    let layer: LinearUpdateKernels.Layer

    init(_ test: Case, _ kernels: EmulatedKernels, schedule: [Float], diverged: Int32 = -1) {
      let linear = Linear(from: test.inputs, to: test.outputs, bias: true, seed: 5)
      let input = Tensor.normal(shape: [test.batch, test.inputs], seed: 1)
      let gradient = Tensor.normal(shape: [test.batch, test.outputs], seed: 2)
      let gradients = linear.parameterGradients(gradient, memory: input)
      weight = linear.weight.values
      bias = linear.bias?.values ?? []
      weightGradient = gradients[0].values
      biasGradient = gradients[1].values
      var state = TrainingStateWord.beginning(steps: 0)
      state[TrainingStateWord.step.rawValue] = 1
      state[TrainingStateWord.diverged.rawValue] = diverged
      layer = LinearUpdateKernels.Layer(
        input: kernels.upload(input.values), outputGradient: kernels.upload(gradient.values),
        weight: kernels.upload(weight), bias: test.hasBias ? kernels.upload(bias) : nil,
        batch: test.batch, inputs: test.inputs, outputs: test.outputs,
        state: kernels.upload(state),
        schedule: kernels.upload([Float](repeating: .nan, count: 4) + schedule))
    }
  }

  @Test(arguments: Case.all, [Adam(weightDecay: 0.01), Adam(beta1: 0.8, epsilon: 1e-3)])
  func `moves as Adam does along the layer's gradients`(_ test: Case, rule: Adam) throws {
    let kernels = EmulatedKernels()
    let memory = Memory(
      test, kernels, schedule: OptimizerKernels.schedule(of: rule, rate: rate, step: step))
    let count = test.inputs * test.outputs
    var first = someNumbers(count, seed: 1), second = someNumbers(count, seed: 2).map(abs)
    var biasFirst = someNumbers(test.outputs, seed: 3)
    var biasSecond = someNumbers(test.outputs, seed: 4).map(abs)
    let addresses = [first, second, biasFirst, biasSecond].map { kernels.upload($0) }
    try kernels.run(
      LinearUpdateKernels.adam(
        rule, memory.layer, weightMoments: (addresses[0], addresses[1]),
        biasMoments: test.hasBias ? (addresses[2], addresses[3]) : nil))
    var (weight, bias) = (memory.weight, memory.bias)
    rule.move(
      &weight, along: memory.weightGradient, remembering: &first, &second, rate: rate,
      step: step)
    expectEqual(kernels, memory.layer.weight, weight)
    expectEqual(kernels, addresses[0], first)
    expectEqual(kernels, addresses[1], second)
    guard let biasAddress = memory.layer.bias else { return }
    rule.move(
      &bias, along: memory.biasGradient, remembering: &biasFirst, &biasSecond, rate: rate,
      step: step)
    expectEqual(kernels, biasAddress, bias)
    expectEqual(kernels, addresses[2], biasFirst)
    expectEqual(kernels, addresses[3], biasSecond)
  }

  @Test(
    arguments: Case.all,
    [
      SGD(learningRate: 0.01, momentum: 0.9, weightDecay: 0.01),
      SGD(learningRate: 0.01, momentum: 0.8, nesterov: true),
    ])
  func `moves as gradient descent does along the layer's gradients`(
    _ test: Case, rule: SGD
  ) throws {
    let kernels = EmulatedKernels()
    let memory = Memory(
      test, kernels, schedule: OptimizerKernels.schedule(of: rule, rate: rate, step: step))
    var velocity = someNumbers(test.inputs * test.outputs, seed: 0)
    var biasVelocity = someNumbers(test.outputs, seed: 1)
    let addresses = [kernels.upload(velocity), kernels.upload(biasVelocity)]
    try kernels.run(
      LinearUpdateKernels.sgd(
        rule, memory.layer, weightVelocities: addresses[0],
        biasVelocities: test.hasBias ? addresses[1] : nil))
    var (weight, bias) = (memory.weight, memory.bias)
    var none: [Float] = [0]
    rule.move(
      &weight, along: memory.weightGradient, remembering: &velocity, &none, rate: rate, step: step)
    expectEqual(kernels, memory.layer.weight, weight)
    expectEqual(kernels, addresses[0], velocity)
    guard let biasAddress = memory.layer.bias else { return }
    rule.move(
      &bias, along: memory.biasGradient, remembering: &biasVelocity, &none, rate: rate, step: step)
    expectEqual(kernels, biasAddress, bias)
    expectEqual(kernels, addresses[1], biasVelocity)
  }

  @Test func `nothing moves after a loss that was not finite`() throws {
    let test = Case.all[1]
    let kernels = EmulatedKernels()
    let memory = Memory(test, kernels, schedule: [1, 1, 0, 0], diverged: 0)
    let slots = (0..<4).map { _ in kernels.upload([Float](repeating: 0, count: 132 * 70)) }
    try kernels.run(
      LinearUpdateKernels.adam(
        Adam(), memory.layer, weightMoments: (slots[0], slots[1]),
        biasMoments: (slots[2], slots[3])))
    #expect(kernels.download(memory.layer.weight, memory.weight.count) == memory.weight)
  }

  private func expectEqual(
    _ kernels: EmulatedKernels, _ address: DeviceAddress, _ expected: [Float],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      largestDifference(kernels.download(address, expected.count), expected) < 5e-6,
      sourceLocation: sourceLocation)
  }
}

extension Optimizer {
  /// The rule's step on arrays.
  fileprivate func move(
    _ parameter: inout [Float], along gradient: [Float], remembering first: inout [Float],
    _ second: inout [Float], rate: Double, step: Int
  ) {
    let count = parameter.count
    parameter.withUnsafeMutableBufferPointer { parameter in
      first.withUnsafeMutableBufferPointer { first in
        second.withUnsafeMutableBufferPointer { second in
          gradient.withUnsafeBufferPointer { gradient in
            guard let parameter = parameter.baseAddress, let first = first.baseAddress,
              let second = second.baseAddress, let gradient = gradient.baseAddress
            else { return }
            move(
              parameter, along: gradient, remembering: [first, second], count: count, rate: rate,
              step: step)
          }
        }
      }
    }
  }
}
