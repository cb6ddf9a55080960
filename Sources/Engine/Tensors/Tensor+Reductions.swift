import Contracts

extension Tensor {
  /// Returns the sum of all numbers, added in double precision in the order they are stored.
  public func sum() -> Float {
    Float(values.reduce(0.0) { $0 + Double($1) })
  }

  /// Returns the mean of all numbers; zero of none.
  public func mean() -> Float {
    count == 0 ? 0 : Float(values.reduce(0.0) { $0 + Double($1) } / Double(count))
  }

  /// Returns the standard deviation of all numbers (dividing by their count); zero of none.
  public func standardDeviation() -> Float {
    guard count > 0 else { return 0 }
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(count)
    let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return Float((squares / Double(count)).squareRoot())
  }

  /// Returns the smallest number.
  ///
  /// - Precondition: There is one.
  public func min() -> Float {
    extreme("min()") { $0 < $1 }
  }

  /// Returns the largest number.
  ///
  /// - Precondition: There is one.
  public func max() -> Float {
    extreme("max()") { $0 > $1 }
  }

  private func extreme(_ operation: String, _ beats: (Float, Float) -> Bool) -> Float {
    require(count > 0, "\(operation): a tensor of shape \(shape) holds no numbers.")
    var best = values[0]
    for value in values where beats(value, best) { best = value }
    return best
  }

  /// Returns the sums along `axis`, which disappears from the shape.
  public func sum(axis: Int) -> Tensor {
    let (outer, length, inner) = extents(around: axis, "sum(axis:)")
    return Tensor(shape: shape(without: axis)) { output in
      for block in 0..<outer {
        for place in 0..<inner {
          var sum = 0.0
          for step in 0..<length { sum += Double(values[(block * length + step) * inner + place]) }
          output[block * inner + place] = Float(sum)
        }
      }
    }
  }

  /// Returns the means along `axis`, which disappears from the shape.
  ///
  /// - Precondition: The axis is not empty.
  public func mean(axis: Int) -> Tensor {
    let (_, length, _) = extents(around: axis, "mean(axis:)")
    require(length > 0, "mean(axis:): axis \(axis) of shape \(shape) is empty.")
    return sum(axis: axis) / Float(length)
  }

  /// Returns where along `axis` the largest number stands; the first one of several.
  ///
  /// Of scores `[batch, classes]`, `argmax(axis: 1)` is the predicted class of each example. The
  /// positions come row by row over the remaining axes.
  ///
  /// - Precondition: The axis is not empty.
  public func argmax(axis: Int) -> [Int] {
    let (outer, length, inner) = extents(around: axis, "argmax(axis:)")
    require(length > 0, "argmax(axis:): axis \(axis) of shape \(shape) is empty.")
    var positions = [Int]()
    positions.reserveCapacity(outer * inner)
    for block in 0..<outer {
      for place in 0..<inner {
        var best = 0
        var bestValue = values[block * length * inner + place]
        for step in 1..<Swift.max(length, 1) {
          let value = values[(block * length + step) * inner + place]
          if value > bestValue { (best, bestValue) = (step, value) }
        }
        positions.append(best)
      }
    }
    return positions
  }

  /// Returns where the largest number stands, counted row by row; the first one of several.
  public func argmax() -> Int {
    reshaped(to: [count]).argmax(axis: 0)[0]
  }

  /// Whether every number is finite: no infinity, nothing undefined.
  public var isFinite: Bool {
    values.allSatisfy(\.isFinite)
  }

  private func shape(without axis: Int) -> [Int] {
    Array(shape[..<axis] + shape[(axis + 1)...])
  }

  /// The axis between everything before it and everything behind it.
  private func extents(
    around axis: Int, _ operation: String
  ) -> (outer: Int, length: Int, inner: Int) {
    require(
      shape.indices.contains(axis),
      "\(operation): there is no axis \(axis) in the shape \(shape).")
    return (
      shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *)
    )
  }
}
