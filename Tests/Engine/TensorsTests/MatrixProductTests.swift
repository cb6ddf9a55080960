import Tensors
import Testing

@Suite struct MatrixProductTests {
  @Test func `multiplies rows by columns`() {
    let left = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let right = Tensor([1, 0, 0, 1, 10, 100], shape: [3, 2])
    #expect(left.multiplied(by: right) == Tensor([31, 302, 64, 605], shape: [2, 2]))
    #expect(
      left.transposed().transposed() == left && left.transposed()[2, 1] == 6)
  }

  @Test(arguments: [(1, 1, 1), (3, 200, 70), (200, 3, 70), (129, 131, 65), (5, 6, 0)])
  func `agrees with plain sums at any size`(rows: Int, columns: Int, depth: Int) {
    let left = Tensor.normal(shape: [rows, depth], seed: 1)
    let right = Tensor.normal(shape: [depth, columns], seed: 2)
    let product = left.multiplied(by: right)
    #expect(product.shape == [rows, columns])
    var largest = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for inner in 0..<depth {
          sum +=
            Double(left.values[row * depth + inner])
            * Double(right.values[inner * columns + column])
        }
        largest = max(largest, abs(sum - Double(product.values[row * columns + column])))
      }
    }
    #expect(largest < 1e-4)
  }
}
