import Tensors
import Testing

@Suite struct PanelProductTests {
  /// Sizes around the sixteen columns of a vector and the sixty-four of a tile, and a few rows alone.
  private static let sizes = [
    (1, 1, 1), (1, 40, 30), (3, 200, 70), (200, 3, 70), (16, 17, 5), (17, 130, 129), (40, 64, 8),
    (70, 15, 300),
  ]

  /// Every way in which the two matrices may lie, with rows farther apart than they are long.
  @Test(arguments: sizes, [(false, false), (false, true), (true, false), (true, true)])
  func `agrees with plain sums, however the matrices lie`(
    size: (rows: Int, columns: Int, depth: Int), isTransposed: (left: Bool, right: Bool)
  ) {
    let (rows, columns, depth) = size
    let leftStride = (isTransposed.left ? rows : depth) + 3
    let rightStride = (isTransposed.right ? depth : columns) + 5
    let left = Tensor.normal(shape: [isTransposed.left ? depth : rows, leftStride], seed: 1).values
    let right = Tensor.normal(
      shape: [isTransposed.right ? columns : depth, rightStride], seed: 2
    ).values
    for isAccumulating in [false, true] {
      let stride = columns + 2
      let before = Tensor.normal(shape: [rows, stride], seed: 3).values
      var result = before
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          result.withUnsafeMutableBufferPointer { result in
            guard let left = left.baseAddress, let right = right.baseAddress,
              let result = result.baseAddress
            else { return }
            PanelProduct.multiply(
              MatrixView(left, rowStride: leftStride, isTransposed: isTransposed.left),
              MatrixView(right, rowStride: rightStride, isTransposed: isTransposed.right),
              into: result, resultStride: stride, rows: rows, columns: columns, depth: depth,
              accumulating: isAccumulating)
          }
        }
      }
      var largest = 0.0
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = isAccumulating ? Double(before[row * stride + column]) : 0
          for inner in 0..<depth {
            let one = isTransposed.left ? inner * leftStride + row : row * leftStride + inner
            let other =
              isTransposed.right ? column * rightStride + inner : inner * rightStride + column
            sum += Double(left[one]) * Double(right[other])
          }
          largest = max(largest, abs(sum - Double(result[row * stride + column])))
        }
        // What lies between the rows of the result is not its own.
        #expect(result[row * stride + columns] == before[row * stride + columns])
        #expect(result[row * stride + columns + 1] == before[row * stride + columns + 1])
      }
      #expect(largest < 1e-4)
    }
  }

  @Test func `the library's kernels are known by the name of their core type`() {
    #expect(BLASLibrary.instructionSet(of: "Prescott") == .baseline)
    #expect(BLASLibrary.instructionSet(of: "Haswell") == .avx2)
    #expect(BLASLibrary.instructionSet(of: "Zen") == .avx2)
    #expect(BLASLibrary.instructionSet(of: "SkylakeX") == .avx512)
    #expect(BLASLibrary.instructionSet(of: "armv8") == nil)
    #expect(InstructionSet.baseline < .avx2 && InstructionSet.avx2 < .avx512)
  }

  @Test func `the engine multiplies by itself where the library has no kernels for the processor`()
  {
    let kernels = BLASLibrary.instructionSet
    let isBelow = kernels.map { $0 < InstructionSet.best } ?? false
    #expect(MatrixProducts.best == (isBelow ? .own : .openBLAS))
    #expect(MatrixProducts.summary.contains(BLASLibrary.core))
  }
}
