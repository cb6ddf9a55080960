import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct SoftmaxKernelsTests {
  /// Within 1e-6.
  @Test(arguments: [(7, 10), (1, 1), (5, 100), (3, 32)])
  func `computes probabilities as on the processor, and their gradient`(
    size: (rows: Int, classes: Int)
  ) throws {
    let kernels = EmulatedKernels()
    let (rows, classes) = size
    let scores = Tensor(
      someNumbers(rows * classes, seed: 1).map { 90 * $0 }, shape: [rows, classes])
    let gradient = Tensor(someNumbers(rows * classes, seed: 2), shape: [rows, classes])
    let output = kernels.allocate(scores.count)
    let inputGradient = kernels.allocate(scores.count)
    try kernels.run(
      SoftmaxKernels.forward(
        kernels.upload(scores.values), rows: rows, classes: classes, into: output))
    try kernels.run(
      SoftmaxKernels.backward(
        kernels.upload(gradient.values), output: output, rows: rows, classes: classes,
        into: inputGradient))
    let expected = Softmax().forward(scores)
    #expect(
      largestDifference(kernels.download(output, scores.count), expected.output.values) < 1e-6)
    let back = Softmax().backward(gradient, memory: expected.memory)
    let difference = zip(kernels.download(inputGradient, scores.count), back.values)
      .reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference < 1e-6)
  }
}
