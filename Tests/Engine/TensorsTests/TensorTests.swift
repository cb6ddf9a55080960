import Tensors
import Testing

@Suite struct TensorTests {
  let matrix = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])

  @Test func `the last axis varies fastest`() {
    #expect(matrix[0, 2] == 3)
    #expect(matrix[1, 0] == 4)
  }

  @Test func `a copy is a snapshot`() {
    var changed = matrix
    changed[0, 0] = 9
    #expect(matrix[0, 0] == 1)
    #expect(changed.values == [9, 2, 3, 4, 5, 6])
  }

  @Test func `writes its shape before its numbers`() {
    #expect("\(matrix)" == "Tensor [2, 3]\n[[1, 2, 3],\n [4, 5, 6]]")
    #expect("\(Tensor([0.5, -1.25, 1e-9, .infinity]))" == "Tensor [4]\n[0.5, -1.25, 1e-09, inf]")
    #expect("\(Tensor(zeros: [20]))" == "Tensor [20]\n[0, 0, 0, 0, …, 0, 0, 0]")
  }

  @Test func `takes parts of the first axis`() {
    #expect(matrix.element(at: 1) == Tensor([4, 5, 6]))
    #expect(matrix.elements(at: [1, 1, 0]).shape == [3, 3])
    #expect(matrix.elements(at: [1, 0]) == Tensor([4, 5, 6, 1, 2, 3], shape: [2, 3]))
    #expect(matrix.prefix(1) == Tensor([1, 2, 3], shape: [1, 3]))
    #expect(matrix.prefix(9) == matrix)
    #expect(matrix.suffix(1) == Tensor([4, 5, 6], shape: [1, 3]))
    #expect(matrix.elements(at: []).shape == [0, 3])
  }

  @Test func `stacks and concatenates`() {
    let row = Tensor([1, 2])
    #expect(Tensor(stacking: [row, row]).shape == [2, 2])
    #expect(Tensor(concatenating: [row, Tensor([3])]) == Tensor([1, 2, 3]))
  }

  @Test func `reshapes, finding one extent by itself`() {
    #expect(matrix.reshaped(to: [3, -1]) == Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2]))
  }

  @Test func `computes number by number`() {
    #expect(matrix + matrix == matrix * 2)
    #expect(matrix - 1 == Tensor([0, 1, 2, 3, 4, 5], shape: [2, 3]))
    #expect((6 / matrix).values == [6, 3, 2, 1.5, 1.2, 1])
    #expect((-matrix).magnitudes() == matrix)
    #expect(matrix.clamped(to: 2...4).values == [2, 2, 3, 4, 4, 4])
  }

  @Test func `sums up, over all numbers or along an axis`() {
    #expect(matrix.sum() == 21)
    #expect(matrix.mean() == 3.5)
    #expect(matrix.sum(axis: 0) == Tensor([5, 7, 9]))
    #expect(matrix.mean(axis: 1) == Tensor([2, 5]))
    #expect(matrix.min() == 1 && matrix.max() == 6)
    #expect(Tensor([1, 3]).standardDeviation() == 1)
  }

  @Test func `finds where the largest number stands, the first of equals`() {
    let scores = Tensor([0, 7, 7, 9, 1, 2], shape: [2, 3])
    #expect(scores.argmax(axis: 1) == [1, 0])
    #expect(scores.argmax(axis: 0) == [1, 0, 0])
    #expect(scores.argmax() == 3)
  }

  @Test func `a shape that does not hold the numbers stops, naming both`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    }
    #expect(
      text(result).contains("Tensor: the shape [2, 2] holds 4 numbers, but 3 were given."))
  }

  @Test func `an index outside stops, naming axis and shape`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor(zeros: [2, 3])[1, 3]
    }
    #expect(text(result).contains("Tensor: index 3 on axis 1 is outside 0..<3 (shape [2, 3])."))
  }

  @Test func `unequal shapes do not add`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [2]) + Tensor(zeros: [3]) }
  }
}

/// What a process that exited wrote to its standard error.
func text(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
