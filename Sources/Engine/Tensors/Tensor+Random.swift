extension Tensor {
  /// Returns numbers from the normal distribution; equal seeds give equal numbers.
  public static func normal(
    shape: [Int], mean: Float = 0, standardDeviation: Float = 1, seed: Int
  ) -> Tensor {
    normal(
      shape: shape, mean: mean, standardDeviation: standardDeviation,
      from: RandomStream(seed: seed, purpose: "normal"))
  }

  /// Returns numbers spread evenly over `range`; equal seeds give equal numbers.
  public static func uniform(
    shape: [Int], in range: Range<Float> = 0..<1, seed: Int
  ) -> Tensor {
    uniform(shape: shape, in: range, from: RandomStream(seed: seed, purpose: "uniform"))
  }

  package static func normal(
    shape: [Int], mean: Float = 0, standardDeviation: Float = 1, from stream: RandomStream
  ) -> Tensor {
    Tensor(shape: shape) { stream.fillNormal($0, scale: standardDeviation, offset: mean) }
  }

  package static func uniform(
    shape: [Int], in range: Range<Float>, from stream: RandomStream
  ) -> Tensor {
    let width = range.upperBound - range.lowerBound
    return Tensor(shape: shape) {
      stream.fillUniform($0, scale: width, offset: range.lowerBound)
    }
  }
}
