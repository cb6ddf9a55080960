import CUDABackend
import NeuralNetworks
import Testing

@Suite struct OptimizerKernelsTests {
  // No multiple of four, and more than a block.
  private let count = 1_027

  private func arena(
    _ kernels: EmulatedKernels, schedule: [Float], diverged: Int32 = -1
  ) -> OptimizerKernels.Arena {
    OptimizerKernels.Arena(
      parameters: kernels.upload(someNumbers(count, seed: 1)),
      gradients: kernels.upload(someNumbers(count, seed: 2)), count: count,
      state: kernels.upload([1, 64, diverged, 6, 2, 0, 0, 0] as [Int32]),
      // The state's step is 1; what stands at 0 must not be used.
      schedule: kernels.upload([Float.nan, .nan, .nan, .nan] + schedule))
  }

  /// What the rule on the processor makes of the same numbers.
  private func moved(
    by rule: some Optimizer, slots: [[Float]], rate: Double, step: Int
  ) -> (parameters: [Float], slots: [[Float]]) {
    var parameters = someNumbers(count, seed: 1)
    let gradients = someNumbers(count, seed: 2)
    let memory = slots.map { slot in
      let start = UnsafeMutablePointer<Float>.allocate(capacity: count)
      start.initialize(from: slot, count: count)
      return start
    }
    defer { for start in memory { start.deallocate() } }
    parameters.withUnsafeMutableBufferPointer { parameters in
      gradients.withUnsafeBufferPointer { gradients in
        guard let start = parameters.baseAddress, let slope = gradients.baseAddress else { return }
        rule.move(start, along: slope, remembering: memory, count: count, rate: rate, step: step)
      }
    }
    return (parameters, memory.map { Array(UnsafeBufferPointer(start: $0, count: count)) })
  }

  /// Within a few units in the last place: a card may fuse a product with a sum.
  @Test(arguments: [0, 0.01])
  func `Adam moves as on the processor`(weightDecay: Double) throws {
    let kernels = EmulatedKernels()
    let rule = Adam(learningRate: 0.01, weightDecay: weightDecay)
    let arena = arena(kernels, schedule: OptimizerKernels.schedule(of: rule, rate: 0.01, step: 7))
    let moments = [someNumbers(count, seed: 3), someNumbers(count, seed: 4).map { $0 * $0 }]
    let (first, second) = (kernels.upload(moments[0]), kernels.upload(moments[1]))
    try kernels.run(
      OptimizerKernels.adam(rule, arena, firstMoments: first, secondMoments: second))
    let expected = moved(by: rule, slots: moments, rate: 0.01, step: 7)
    #expect(
      largestDifference(kernels.download(arena.parameters, count), expected.parameters) < 1e-6)
    #expect(largestDifference(kernels.download(first, count), expected.slots[0]) < 1e-6)
    #expect(largestDifference(kernels.download(second, count), expected.slots[1]) < 1e-6)
  }

  @Test(arguments: [0, 0.9], [false, true])
  func `gradient descent moves as on the processor`(momentum: Double, nesterov: Bool) throws {
    let kernels = EmulatedKernels()
    let rule = SGD(learningRate: 0.1, momentum: momentum, weightDecay: 0.02, nesterov: nesterov)
    let arena = arena(kernels, schedule: OptimizerKernels.schedule(of: rule, rate: 0.1, step: 7))
    let velocity = someNumbers(count, seed: 3)
    let velocities = kernels.upload(velocity)
    try kernels.run(OptimizerKernels.sgd(rule, arena, velocities: velocities))
    let expected = moved(by: rule, slots: [velocity], rate: 0.1, step: 7)
    #expect(
      largestDifference(kernels.download(arena.parameters, count), expected.parameters) < 1e-6)
    #expect(largestDifference(kernels.download(velocities, count), expected.slots[0]) < 1e-6)
  }

  @Test func `nothing moves after a loss that was not finite`() throws {
    let kernels = EmulatedKernels()
    let arena = arena(kernels, schedule: [1, 1, 0, 0], diverged: 1)
    let (first, second) = (kernels.upload(someNumbers(count, seed: 3)), kernels.allocate(count))
    try kernels.run(
      OptimizerKernels.adam(Adam(), arena, firstMoments: first, secondMoments: second))
    try kernels.run(
      OptimizerKernels.sgd(SGD(learningRate: 1), arena, velocities: first))
    #expect(kernels.download(arena.parameters, count) == someNumbers(count, seed: 1))
    #expect(kernels.download(first, count) == someNumbers(count, seed: 3))
  }
}
