import NeuralNetworks

/// All of a matrix product but its addresses: products of one form share descriptors and algorithm.
package struct ProductForm: Hashable {
  /// The product, with the alignment in bytes of each address in its place.
  private let product: DeviceProduct

  package init(_ product: DeviceProduct) {
    var form = product
    form.left = Self.alignment(of: product.left)
    form.right = Self.alignment(of: product.right)
    form.result = Self.alignment(of: product.result)
    form.bias = product.bias.map(Self.alignment)
    self.product = form
  }

  /// The largest power of two that divides the address, up to the 256 that cuBLASLt asks about.
  private static func alignment(of address: DeviceAddress) -> DeviceAddress {
    DeviceAddress(
      rawValue: min(256, UInt64(1) << min(8, UInt64(address.rawValue.trailingZeroBitCount))))
  }

  // cuBLASLt's matrices are column by column, and what lies row by row is, read so, its own transpose:
  // result = left · right becomes resultᵀ = rightᵀ · leftᵀ. So its A is our right operand, its B our
  // left one, an operand that we do not transpose is not transposed there either, and its D has as many
  // rows as our result has columns; a bias for each of its rows is one for each of our columns.

  package var rowsOfD: Int { product.columns }
  package var columnsOfD: Int { product.rows }
  package var strideOfD: Int { product.resultStride }
  package var transposesA: Bool { product.rightIsTransposed }
  package var transposesB: Bool { product.leftIsTransposed }
  package var strideOfA: Int { product.rightStride }
  package var strideOfB: Int { product.leftStride }
  package var rowsOfA: Int { transposesA ? product.depth : product.columns }
  package var columnsOfA: Int { transposesA ? product.columns : product.depth }
  package var rowsOfB: Int { transposesB ? product.rows : product.depth }
  package var columnsOfB: Int { transposesB ? product.depth : product.rows }

  package var batch: Int { product.batch }
  package var stepOfA: Int { product.rightStep }
  package var stepOfB: Int { product.leftStep }
  package var stepOfD: Int { product.resultStep }

  package var alignmentOfA: UInt32 { UInt32(product.right.rawValue) }
  package var alignmentOfB: UInt32 { UInt32(product.left.rawValue) }
  package var alignmentOfD: UInt32 { UInt32(product.result.rawValue) }

  package var computation: CuBLASLt.Computation {
    product.precision == .tf32 ? .tf32 : .float32
  }

  package var epilogue: CuBLASLt.Epilogue {
    switch (product.bias != nil, product.rectifies) {
    case (false, false): .none
    case (false, true): .rectify
    case (true, false): .bias
    case (true, true): .biasAndRectify
    }
  }

  /// For an error.
  var noAlgorithm: CUDAError {
    .noProductAlgorithm(rows: product.rows, columns: product.columns, depth: product.depth)
  }
}
