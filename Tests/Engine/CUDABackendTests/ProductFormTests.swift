import CUDABackend
import NeuralNetworks
import Testing

@Suite struct ProductFormTests {
  private func product(
    _ rows: Int, _ columns: Int, _ depth: Int, left: Bool, right: Bool, bias: Bool = false,
    rectifies: Bool = false
  ) -> DeviceProduct {
    DeviceProduct(
      left: DeviceAddress(rawValue: 0x1000), leftStride: (left ? rows : depth) + 1,
      leftIsTransposed: left, right: DeviceAddress(rawValue: 0x2010),
      rightStride: (right ? depth : columns) + 2, rightIsTransposed: right,
      result: DeviceAddress(rawValue: 0x3004), resultStride: columns + 3, rows: rows,
      columns: columns, depth: depth, bias: bias ? DeviceAddress(rawValue: 0x4000) : nil,
      rectifies: rectifies, precision: .float32)
  }

  /// cuBLASLt's own definition: D = op(A) · op(B), all column by column.
  private func columnMajorProduct(
    _ form: ProductForm, a: [Float], b: [Float], depth: Int, dCount: Int
  ) -> [Float] {
    var d = [Float](repeating: -1, count: dCount)
    for column in 0..<form.columnsOfD {
      for row in 0..<form.rowsOfD {
        var sum: Float = 0
        for k in 0..<depth {
          let left = form.transposesA ? k + row * form.strideOfA : row + k * form.strideOfA
          let right = form.transposesB ? column + k * form.strideOfB : k + column * form.strideOfB
          sum += a[left] * b[right]
        }
        d[row + column * form.strideOfD] = sum
      }
    }
    return d
  }

  @Test(arguments: [false, true], [false, true])
  func `matrices row by row become the library's, column by column`(left: Bool, right: Bool) {
    let (rows, columns, depth) = (3, 5, 4)
    let product = product(rows, columns, depth, left: left, right: right)
    let lefts = (0..<(8 * 8)).map { Float($0 % 7) - 3 }
    let rights = (0..<(8 * 8)).map { Float($0 % 5) - 1 }
    var expected = [Float](repeating: -1, count: rows * (columns + 3))
    for row in 0..<rows {
      for column in 0..<columns {
        expected[row * product.resultStride + column] = (0..<depth).reduce(0) { sum, k in
          let l = left ? k * product.leftStride + row : row * product.leftStride + k
          let r = right ? column * product.rightStride + k : k * product.rightStride + column
          return sum + lefts[l] * rights[r]
        }
      }
    }
    let form = ProductForm(product)
    #expect(
      columnMajorProduct(form, a: rights, b: lefts, depth: depth, dCount: expected.count)
        == expected)
    // The layouts that the library is reported hold what it reads.
    #expect((form.rowsOfA, form.columnsOfA) == (right ? (depth, columns) : (columns, depth)))
    #expect((form.rowsOfB, form.columnsOfB) == (left ? (rows, depth) : (depth, rows)))
    #expect(form.strideOfA >= form.rowsOfA && form.strideOfB >= form.rowsOfB)
    #expect(form.strideOfD >= form.rowsOfD)
  }

  @Test func `bias and ReLU are the epilogue of the header`() {
    func epilogue(bias: Bool, rectifies: Bool) -> Int32 {
      ProductForm(
        product(1, 1, 1, left: false, right: false, bias: bias, rectifies: rectifies)
      ).epilogue.rawValue
    }
    #expect(epilogue(bias: false, rectifies: false) == 1)
    #expect(epilogue(bias: false, rectifies: true) == 2)
    #expect(epilogue(bias: true, rectifies: false) == 4)
    #expect(epilogue(bias: true, rectifies: true) == 6)
  }

  @Test func `products that differ only in where they lie share a form, unless aligned otherwise`()
  {
    let first = product(3, 5, 4, left: false, right: true)
    var moved = first
    moved.left = DeviceAddress(rawValue: 0x9000)
    #expect(ProductForm(moved) == ProductForm(first))
    moved.left = DeviceAddress(rawValue: 0x9010)
    #expect(ProductForm(moved) != ProductForm(first))
    moved = first
    moved.precision = .tf32
    #expect(ProductForm(moved) != ProductForm(first))
    #expect(ProductForm(first).alignmentOfA == 16)
    #expect(ProductForm(first).alignmentOfB == 256)
    #expect(ProductForm(first).alignmentOfD == 4)
  }

  @Test func `a batch keeps the step of each operand`() {
    var product = product(3, 5, 4, left: false, right: false)
    (product.batch, product.leftStep, product.rightStep, product.resultStep) = (36, 11, 12, 13)
    let form = ProductForm(product)
    // A is the right operand.
    #expect([form.batch, form.stepOfA, form.stepOfB, form.stepOfD] == [36, 12, 11, 13])
    product.rightStep = 14
    #expect(ProductForm(product) != form)
  }
}
