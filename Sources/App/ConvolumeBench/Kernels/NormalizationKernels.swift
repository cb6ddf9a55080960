import CKernels

/// Response normalization of sixteen images abreast, at the sizes of the AlexNet of 2012.
enum NormalizationKernels {
  static var all: [KernelBenchmark] {
    let sizes = [(96, 55), (256, 27)].map { (channels: $0, side: $1) }
    return sizes.map { normalize($0.channels, $0.side) }
      + sizes.map { gradient($0.channels, $0.side) }
  }

  // Five neighbouring channels, the one in the middle included.
  private static let neighbours: Int64 = 2

  private static func normalize(_ channels: Int, _ side: Int) -> KernelBenchmark {
    let pixels = side * side * 16
    return KernelBenchmark(
      "normalize responses", "\(channels)×\(side)×\(side)",
      .bytes(Double(4 * 3 * channels * pixels))
    ) {
      let (input, scale) = (Numbers(channels * pixels), Numbers(channels * pixels))
      let output = Numbers(channels * pixels)
      return {
        convolume_normalize_responses(
          input.start, Int64(channels), Int64(pixels), neighbours, neighbours, 2, 1e-4, 0.75,
          scale.start, output.start)
      }
    }
  }

  private static func gradient(_ channels: Int, _ side: Int) -> KernelBenchmark {
    let pixels = side * side * 16
    return KernelBenchmark(
      "gradient of normalize", "\(channels)×\(side)×\(side)",
      .bytes(Double(4 * 6 * channels * pixels))
    ) {
      let (input, scale) = (Numbers(channels * pixels), Numbers(channels * pixels))
      let (output, upstream) = (Numbers(channels * pixels), Numbers(channels * pixels))
      let (ratio, gradient) = (Numbers(channels * pixels), Numbers(channels * pixels))
      convolume_normalize_responses(
        input.start, Int64(channels), Int64(pixels), neighbours, neighbours, 2, 1e-4, 0.75,
        scale.start, output.start)
      return {
        convolume_normalize_responses_gradient(
          input.start, scale.start, output.start, upstream.start, Int64(channels), Int64(pixels),
          neighbours, neighbours, 1e-4, 0.75, ratio.start, gradient.start)
      }
    }
  }
}
