import NeuralNetworks

/// A product of two matrices on the card: result = act(left · right + bias).
///
/// `left` is [rows, depth], `right` [depth, columns], `result` [rows, columns], each in row-major
/// order with its own stride: the distance from one row to the next, in numbers. A transposed operand
/// lies there with its axes swapped: `left` as [depth, rows], `right` as [columns, depth].
package struct DeviceProduct: Hashable, Sendable {
  package var left: DeviceAddress
  package var leftStride: Int
  package var leftIsTransposed: Bool
  package var right: DeviceAddress
  package var rightStride: Int
  package var rightIsTransposed: Bool
  package var result: DeviceAddress
  package var resultStride: Int
  package var rows: Int
  package var columns: Int
  package var depth: Int
  /// One number for each column of the result.
  package var bias: DeviceAddress?
  /// Whether ReLU is applied before the result is written.
  package var rectifies: Bool
  /// Whether the product is added to what `result` holds.
  package var accumulates: Bool
  package var precision: Precision
  /// How many such products are computed, one behind the other in memory.
  package var batch: Int
  /// From one matrix of the batch to the next, in numbers.
  package var leftStep: Int
  package var rightStep: Int
  package var resultStep: Int

  package init(
    left: DeviceAddress, leftStride: Int, leftIsTransposed: Bool = false, right: DeviceAddress,
    rightStride: Int, rightIsTransposed: Bool = false, result: DeviceAddress, resultStride: Int,
    rows: Int, columns: Int, depth: Int, bias: DeviceAddress? = nil, rectifies: Bool = false,
    accumulates: Bool = false, precision: Precision, batch: Int = 1, leftStep: Int = 0,
    rightStep: Int = 0, resultStep: Int = 0
  ) {
    self.left = left
    self.leftStride = leftStride
    self.leftIsTransposed = leftIsTransposed
    self.right = right
    self.rightStride = rightStride
    self.rightIsTransposed = rightIsTransposed
    self.result = result
    self.resultStride = resultStride
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.bias = bias
    self.rectifies = rectifies
    self.accumulates = accumulates
    self.precision = precision
    self.batch = batch
    self.leftStep = leftStep
    self.rightStep = rightStep
    self.resultStep = resultStep
  }
}
