import Contracts

extension Tensor {
  /// Returns a tensor of the same shape with `transform` applied to each number.
  public func map(_ transform: (Float) -> Float) -> Tensor {
    Tensor(values.map(transform), shape: shape)
  }

  /// Returns the combination, number by number, of two tensors of one shape.
  ///
  /// - Precondition: `other` has the same shape.
  public func combined(with other: Tensor, _ combine: (Float, Float) -> Float) -> Tensor {
    require(
      shape == other.shape,
      "Tensor: number by number needs equal shapes, got \(shape) and \(other.shape).")
    return Tensor(shape: shape) { output in
      withValues { left in
        other.withValues { right in
          for index in 0..<output.count { output[index] = combine(left[index], right[index]) }
        }
      }
    }
  }

  public static func + (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, +) }
  public static func - (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, -) }
  public static func * (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, *) }
  public static func / (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, /) }

  public static func + (left: Tensor, right: Float) -> Tensor { left.map { $0 + right } }
  public static func - (left: Tensor, right: Float) -> Tensor { left.map { $0 - right } }
  public static func * (left: Tensor, right: Float) -> Tensor { left.map { $0 * right } }
  public static func / (left: Tensor, right: Float) -> Tensor { left.map { $0 / right } }

  public static func + (left: Float, right: Tensor) -> Tensor { right.map { left + $0 } }
  public static func - (left: Float, right: Tensor) -> Tensor { right.map { left - $0 } }
  public static func * (left: Float, right: Tensor) -> Tensor { right.map { left * $0 } }
  public static func / (left: Float, right: Tensor) -> Tensor { right.map { left / $0 } }

  public static prefix func - (tensor: Tensor) -> Tensor { tensor.map { -$0 } }

  public static func += (left: inout Tensor, right: Tensor) {
    require(
      left.shape == right.shape,
      "Tensor: += needs equal shapes, got \(left.shape) and \(right.shape).")
    left.withMutableValues { sum in
      right.withValues { addend in
        for index in 0..<sum.count { sum[index] += addend[index] }
      }
    }
  }

  public static func *= (left: inout Tensor, right: Float) {
    left.withMutableValues { product in
      for index in 0..<product.count { product[index] *= right }
    }
  }

  /// Returns the absolute value of each number.
  public func magnitudes() -> Tensor { map { abs($0) } }

  /// Returns each number moved into `range`, if it lay outside.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    map { Swift.min(Swift.max($0, range.lowerBound), range.upperBound) }
  }
}
