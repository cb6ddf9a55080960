import CKernels

/// A matrix product by the engine's own kernel, for where the matrix library has none for this processor.
///
/// The kernel wants the right matrix as vectors of sixteen columns. Those of a matrix that lies row by row
/// are read where they are; others, and the last columns that fill no vector, are copied first, a few
/// vectors at a time.
package enum PanelProduct {
  /// Columns that a vector holds.
  private static let width = Int(CONVOLUME_BLOCK_SIZE)

  /// Columns that are copied at a time: as many as the kernel's tiles are wide.
  private static let columnsAtATime = 4 * width

  /// Computes `result = left × right`, or adds the product to `result`, on the calling thread.
  package static func multiply(
    _ left: MatrixView, _ right: MatrixView, into result: UnsafeMutablePointer<Float>,
    resultStride: Int, rows: Int, columns: Int, depth: Int, accumulating: Bool
  ) {
    if right.isTransposed, rows < columns, rows <= width, !left.isTransposed {
      // A few examples and many weights: the weights are read as they lie, and not copied.
      multiplyFlipped(
        left, right, into: result, resultStride: resultStride, rows: rows, columns: columns,
        depth: depth, accumulating: accumulating)
      return
    }
    let whole = right.isTransposed ? 0 : columns / width * width
    if whole > 0 {
      run(
        left, right: right.start, step: right.rowStride, vector: width, into: result,
        resultStride: resultStride, rows: rows, columns: whole, depth: depth,
        accumulating: accumulating)
    }
    guard whole < columns else { return }
    let room = min(columns - whole + width - 1, columnsAtATime) / width * width * depth
    withUnsafeTemporaryAllocation(byteCount: 4 * room, alignment: 64) { buffer in
      guard let panel = buffer.bindMemory(to: Float.self).baseAddress else { return }
      for first in stride(from: whole, to: columns, by: columnsAtATime) {
        let some = first..<min(first + columnsAtATime, columns)
        copy(right, columns: some, depth: depth, to: panel)
        run(
          left, right: panel, step: width, vector: width * depth, into: result + first,
          resultStride: resultStride, rows: rows, columns: some.count, depth: depth,
          accumulating: accumulating)
      }
    }
  }

  /// Computes `resultᵀ = rightᵀ × leftᵀ`.
  private static func multiplyFlipped(
    _ left: MatrixView, _ right: MatrixView, into result: UnsafeMutablePointer<Float>,
    resultStride: Int, rows: Int, columns: Int, depth: Int, accumulating: Bool
  ) {
    let bytes = 4 * width * (depth + columns)
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { buffer in
      guard let panel = buffer.bindMemory(to: Float.self).baseAddress else { return }
      let flipped = panel + width * depth
      copy(
        MatrixView(left.start, rowStride: left.rowStride, isTransposed: true), columns: 0..<rows,
        depth: depth, to: panel)
      run(
        MatrixView(right.start, rowStride: right.rowStride), right: panel, step: width,
        vector: width, into: flipped, resultStride: width, rows: columns, columns: width,
        depth: depth, accumulating: false)
      for row in 0..<rows {
        let target = result + row * resultStride
        for column in 0..<columns {
          let value = flipped[column * width + row]
          target[column] = accumulating ? target[column] + value : value
        }
      }
    }
  }

  /// Copies some columns of a matrix into vectors of sixteen, the last filled up with zeros.
  private static func copy(
    _ matrix: MatrixView, columns: Range<Int>, depth: Int, to panel: UnsafeMutablePointer<Float>
  ) {
    for (index, first) in stride(from: columns.lowerBound, to: columns.upperBound, by: width)
      .enumerated()
    {
      let count = min(width, columns.upperBound - first)
      let target = panel + index * width * depth
      if matrix.isTransposed {
        convolume_interleave(
          matrix.start + first * matrix.rowStride, Int64(matrix.rowStride), Int64(count),
          Int64(depth), target)
        continue
      }
      for step in 0..<depth {
        let row = target + step * width
        row.update(from: matrix.start + step * matrix.rowStride + first, count: count)
        (row + count).update(repeating: 0, count: width - count)
      }
    }
  }

  private static func run(
    _ left: MatrixView, right: UnsafePointer<Float>, step: Int, vector: Int,
    into result: UnsafeMutablePointer<Float>, resultStride: Int, rows: Int, columns: Int,
    depth: Int, accumulating: Bool
  ) {
    var product = convolume_panel_product(
      left: left.start, left_row: Int64(left.isTransposed ? 1 : left.rowStride),
      left_step: Int64(left.isTransposed ? left.rowStride : 1), right: right,
      right_step: Int64(step), right_vector: Int64(vector), result: result,
      result_row: Int64(resultStride), result_vector: Int64(width), rows: Int64(rows),
      columns: Int64(columns), depth: Int64(depth), accumulate: accumulating ? 1 : 0)
    convolume_multiply_panel(&product)
  }
}
