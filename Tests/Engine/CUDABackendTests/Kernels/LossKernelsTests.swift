import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct LossKernelsTests {
  private struct Case: CustomTestStringConvertible {
    let kind: LossKernels.Kind
    let batch: Int
    /// Fewer than the batch where an epoch ends.
    let images: Int
    let classes: Int
    var testDescription: String { "\(kind), \(images) of \(batch) images, \(classes) classes" }
  }

  private static let cases = LossKernels.Kind.allCases.flatMap { kind in
    [
      Case(kind: kind, batch: 64, images: 64, classes: 10),
      Case(kind: kind, batch: 64, images: 37, classes: 10),
      Case(kind: kind, batch: 5, images: 1, classes: 3),
      Case(kind: kind, batch: 1, images: 1, classes: 1),
      // In several blocks.
      Case(kind: kind, batch: 70, images: 69, classes: 1001),
    ]
  }

  private struct Measured {
    var loss: Double
    var hits: Int
    var gradient: [Float]
    var state: [Int32]
  }

  private func measure(
    _ test: Case, _ scores: [Float], _ labels: [Int], advances: Bool = true,
    state: [Int32]? = nil, _ order: EmulatedKernels.Order
  ) throws -> Measured {
    let kernels = EmulatedKernels(order)
    var words = state ?? [2, 0, -1, 90, 2, 0, 0, 0]
    words[TrainingStateWord.images.rawValue] = Int32(test.images)
    let places = LossKernels.Places(
      output: kernels.upload(scores),
      labels: kernels.upload(
        (labels + Array(repeating: -1, count: test.batch - test.images)).map(Int32.init)),
      state: kernels.upload(words), gradient: kernels.allocate(scores.count),
      losses: kernels.allocate(4, of: Double.self), hits: kernels.allocate(4, of: Int32.self),
      scratch: kernels.allocate(
        LossKernels.scratchBytes(batch: test.batch, classes: test.classes), of: UInt8.self))
    try kernels.run(
      LossKernels.measure(
        test.kind, batch: test.batch, classes: test.classes, advances: advances, at: places))
    return Measured(
      loss: kernels.download(places.losses, 4, of: Double.self)[2],
      hits: Int(kernels.download(places.hits, 4, of: Int32.self)[2]),
      gradient: kernels.download(places.gradient ?? places.output, scores.count),
      state: kernels.download(places.state, 8, of: Int32.self))
  }

  private func labels(_ test: Case) -> [Int] {
    var stream = RandomStream(seed: 5, purpose: "labels")
    return (0..<test.images).map { _ in stream.integer(below: test.classes) }
  }

  /// Loss within 1e-6, gradients within a millionth of the largest.
  @Test(arguments: cases, EmulatedKernels.Order.allCases)
  private func `measures what the loss on the processor measures`(
    test: Case, order: EmulatedKernels.Order
  ) throws {
    let scores = someNumbers(test.batch * test.classes, seed: 3).map { 8 * $0 }
    let labels = labels(test)
    let measured = try measure(test, scores, labels, order)
    let real = Tensor(
      Array(scores[..<(test.images * test.classes)]), shape: [test.images, test.classes])
    let loss: any Loss = test.kind == .crossEntropy ? CrossEntropy() : MeanSquaredError()
    let expected = loss.measure(real, labels: labels)
    #expect(abs(measured.loss - expected.value) < 1e-6 * max(abs(expected.value), 1))
    #expect(measured.hits == zip(real.argmax(axis: 1), labels).count { $0 == $1 })
    let rest = Array(repeating: Float(0), count: (test.batch - test.images) * test.classes)
    #expect(largestDifference(measured.gradient, expected.gradient.values + rest) < 1e-6)
    #expect(measured.state == [2, Int32(test.images), -1, 91, 3, 0, 0, 0])
  }

  @Test(arguments: LossKernels.Kind.allCases)
  func `of equal scores the first is the network's answer`(kind: LossKernels.Kind) throws {
    let test = Case(kind: kind, batch: 2, images: 2, classes: 40)
    var scores = [Float](repeating: -3, count: 80)
    for place in [7, 33, 39, 45, 46, 78] { scores[place] = 2 }
    #expect(try measure(test, scores, [7, 5], .fromFirst).hits == 2)
    #expect(try measure(test, scores, [33, 6], .fromFirst).hits == 0)
  }

  @Test(arguments: LossKernels.Kind.allCases, [Float.nan, .infinity])
  func `notes the first step whose loss is not finite`(
    kind: LossKernels.Kind, broken: Float
  ) throws {
    let test = Case(kind: kind, batch: 3, images: 3, classes: 4)
    var scores = someNumbers(12, seed: 1)
    scores[6] = broken
    let measured = try measure(test, scores, [1, 0, 3], .fromFirst)
    #expect(!measured.loss.isFinite)
    #expect(measured.state[TrainingStateWord.diverged.rawValue] == 2)
    let later = try measure(
      test, scores, [1, 0, 3], state: [2, 3, 1, 9, 2, 0, 0, 0], .fromFirst)
    #expect(later.state[TrainingStateWord.diverged.rawValue] == 1)
  }

  @Test func `leaves the state at its step when asked to`() throws {
    let test = Case(kind: .crossEntropy, batch: 2, images: 2, classes: 4)
    let measured = try measure(
      test, someNumbers(8, seed: 1), [1, 0], advances: false, .fromFirst)
    #expect(measured.state == [2, 2, -1, 90, 2, 0, 0, 0])
  }
}
