import Tensors

/// Returns the largest difference of two lists, as a share of the largest number expected, or of `scale`
/// where that is larger; infinity where one has NaN and the other has not, or their lengths differ.
func largestDifference(
  _ values: [Float], _ expected: [Float], scale: Float = .leastNormalMagnitude
) -> Float {
  guard values.count == expected.count else { return .infinity }
  let scale = expected.reduce(scale) { max($0, abs($1)) }
  return zip(values, expected).reduce(0) { largest, pair in
    let (value, expected) = pair
    if value == expected || (value.isNaN && expected.isNaN) { return largest }
    let difference = abs(value - expected) / scale
    return difference.isFinite ? max(largest, difference) : .infinity
  }
}

/// Returns numbers from -1 to 1 that depend on the seed only.
func someNumbers(_ count: Int, seed: Int) -> [Float] {
  var stream = RandomStream(seed: seed, purpose: "kernels")
  return (0..<count).map { _ in 2 * stream.uniform() - 1 }
}
