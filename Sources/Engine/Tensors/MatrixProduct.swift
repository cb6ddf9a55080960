import COpenBLAS
import Contracts

/// A matrix in memory: where its first row begins and how far its rows lie apart.
///
/// A transposed matrix is described as it lies in memory; `isTransposed` says how to read it.
package struct MatrixView {
  package var start: UnsafePointer<Float>
  package var rowStride: Int
  package var isTransposed = false

  package init(_ start: UnsafePointer<Float>, rowStride: Int, isTransposed: Bool = false) {
    self.start = start
    self.rowStride = rowStride
    self.isTransposed = isTransposed
  }
}

/// Computes `result = left × right`, or adds the product to `result`, on the calling thread.
///
/// `left` is a matrix of `rows` × `depth` once read as it says, `right` one of `depth` × `columns`,
/// and the rows of `result` lie `resultStride` numbers apart.
package func multiply(
  _ left: MatrixView, _ right: MatrixView, into result: UnsafeMutablePointer<Float>,
  resultStride: Int, rows: Int, columns: Int, depth: Int, accumulating: Bool = false
) {
  guard rows > 0, columns > 0 else { return }
  guard depth > 0 else {
    if !accumulating {
      for row in 0..<rows { (result + row * resultStride).update(repeating: 0, count: columns) }
    }
    return
  }
  guard MatrixProducts.current == .openBLAS else {
    PanelProduct.multiply(
      left, right, into: result, resultStride: resultStride, rows: rows, columns: columns,
      depth: depth, accumulating: accumulating)
    return
  }
  BLASLibrary.usesCallingThreadOnly
  cblas_sgemm(
    CblasRowMajor, left.isTransposed ? CblasTrans : CblasNoTrans,
    right.isTransposed ? CblasTrans : CblasNoTrans,
    blasint(rows), blasint(columns), blasint(depth),
    1, left.start, blasint(left.rowStride), right.start, blasint(right.rowStride),
    accumulating ? 1 : 0, result, blasint(resultStride))
}

/// Computes `result = left × right` in blocks spread over the engine's threads.
///
/// The longer side of the result is cut into blocks of a fixed size, whatever the number of threads,
/// so each number is computed in the same order every time.
package func multiplyInParallel(
  _ left: MatrixView, _ right: MatrixView, into result: UnsafeMutablePointer<Float>,
  resultStride: Int, rows: Int, columns: Int, depth: Int, accumulating: Bool = false
) {
  let smallest = 1 << 16  // multiplications below which it does not pay to divide them
  let (longer, products) = (max(rows, columns), rows * columns * depth)
  let block = products < smallest ? longer : max(32, (longer + 15) / 16)
  // The larger matrix is read, too, which takes longer where the other has few rows or columns.
  let work = products + Work.moving(longer * depth)
  if columns >= rows {
    forEachPart(of: columns, length: block, work: work) { part in
      let offset = part.lowerBound * (right.isTransposed ? right.rowStride : 1)
      let slice = MatrixView(
        right.start + offset, rowStride: right.rowStride, isTransposed: right.isTransposed)
      multiply(
        left, slice, into: result + part.lowerBound, resultStride: resultStride,
        rows: rows, columns: part.count, depth: depth, accumulating: accumulating)
    }
  } else {
    forEachPart(of: rows, length: block, work: work) { part in
      let offset = part.lowerBound * (left.isTransposed ? 1 : left.rowStride)
      let slice = MatrixView(
        left.start + offset, rowStride: left.rowStride, isTransposed: left.isTransposed)
      multiply(
        slice, right, into: result + part.lowerBound * resultStride, resultStride: resultStride,
        rows: part.count, columns: columns, depth: depth, accumulating: accumulating)
    }
  }
}

extension Tensor {
  /// Returns the matrix product with `other`, a matrix of shape `[columns of self, any]`.
  ///
  /// - Precondition: Both have two axes, and the inner extents agree.
  public func multiplied(by other: Tensor) -> Tensor {
    require(
      rank == 2 && other.rank == 2 && shape[1] == other.shape[0],
      "multiplied(by:): expected [rows, inner] times [inner, columns], got \(shape) times "
        + "\(other.shape).")
    let (rows, depth, columns) = (shape[0], shape[1], other.shape[1])
    return Tensor(shape: [rows, columns]) { result in
      guard let target = result.baseAddress else { return }
      withValues { left in
        other.withValues { right in
          guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else {
            result.update(repeating: 0)
            return
          }
          multiplyInParallel(
            MatrixView(leftStart, rowStride: depth), MatrixView(rightStart, rowStride: columns),
            into: target, resultStride: columns, rows: rows, columns: columns, depth: depth)
        }
      }
    }
  }
}
