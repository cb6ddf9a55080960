import CKernels

/// Normalization of sixteen images abreast: of responses, at the sizes of the AlexNet of 2012, and of
/// batches, behind LeNet-5's convolutions.
enum NormalizationKernels {
  static var all: [KernelBenchmark] {
    let responses = [(96, 55), (256, 27)].map { (channels: $0, side: $1) }
    let batches = [(6, 28), (16, 10)].map { (channels: $0, side: $1) }
    return responses.map { normalize($0.channels, $0.side) }
      + responses.map { gradient($0.channels, $0.side) }
      + batches.map { sums($0.channels, $0.side) } + batches.map { squares($0.channels, $0.side) }
      + batches.map { products($0.channels, $0.side) }
      + batches.map { standardize($0.channels, $0.side) }
      + batches.map { standardizeGradient($0.channels, $0.side) }
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

  /// Numbers for the channels of sixteen images, and for each channel.
  private final class Batch {
    let channels: Int64
    let pixels: Int64
    let (values, upstream, output): (Numbers, Numbers, Numbers)
    let means: [Double]
    let each: [Float]
    var sums: [Double]

    init(_ channels: Int, _ side: Int) {
      let count = channels * side * side * 16
      self.channels = Int64(channels)
      pixels = Int64(side * side)
      (values, upstream, output) = (Numbers(count), Numbers(count), Numbers(count))
      means = Array(repeating: 0.01, count: channels)
      each = Array(repeating: 0.01, count: channels)
      sums = Array(repeating: 0, count: channels * 16)
    }
  }

  /// A benchmark that reads and writes so many numbers for each of a batch.
  private static func overBatch(
    _ name: String, _ channels: Int, _ side: Int, streams: Int, _ work: @escaping (Batch) -> Void
  ) -> KernelBenchmark {
    KernelBenchmark(
      name, "\(channels)×\(side)×\(side)",
      .bytes(Double(4 * streams * channels * side * side * 16))
    ) {
      let batch = Batch(channels, side)
      return { work(batch) }
    }
  }

  private static func sums(_ channels: Int, _ side: Int) -> KernelBenchmark {
    overBatch("sums of channels", channels, side, streams: 1) {
      convolume_lanes_sums($0.values.start, $0.channels, $0.pixels, &$0.sums)
    }
  }

  private static func squares(_ channels: Int, _ side: Int) -> KernelBenchmark {
    overBatch("squares of channels", channels, side, streams: 1) {
      convolume_lanes_squares($0.values.start, $0.channels, $0.pixels, $0.means, &$0.sums)
    }
  }

  private static func products(_ channels: Int, _ side: Int) -> KernelBenchmark {
    overBatch("products of channels", channels, side, streams: 2) {
      convolume_lanes_products(
        $0.upstream.start, $0.values.start, $0.channels, $0.pixels, $0.means, &$0.sums)
    }
  }

  private static func standardize(_ channels: Int, _ side: Int) -> KernelBenchmark {
    overBatch("standardize", channels, side, streams: 2) {
      convolume_lanes_standardize(
        $0.values.start, $0.channels, $0.pixels, $0.each, $0.each, $0.each, 1, $0.output.start)
    }
  }

  private static func standardizeGradient(_ channels: Int, _ side: Int) -> KernelBenchmark {
    overBatch("gradient of standardize", channels, side, streams: 3) {
      convolume_lanes_standardize_gradient(
        $0.upstream.start, $0.values.start, $0.channels, $0.pixels, 16, $0.each, $0.each, $0.each,
        $0.each, $0.output.start)
    }
  }
}
