import CKernels

/// Response normalization of sixteen interleaved images, at the sizes of the AlexNet of 2012.
enum ResponseNormalizationKernels {
  static var all: [KernelBenchmark] {
    let sizes = [(96, 55), (256, 27)].map { (channels: $0, side: $1) }
    return [normalize, gradient].flatMap { kernel in
      sizes.map { kernel($0.channels, $0.side) }
    }
  }

  // Five neighbouring channels, the one in the middle included.
  private static let neighbours: Int64 = 2

  /// Numbers for all that either kernel reads and writes, the results of the first included.
  private final class Responses {
    let channels: Int64
    let pixels: Int64
    let (input, scale, output): (Numbers, Numbers, Numbers)
    let (upstream, ratio, gradient): (Numbers, Numbers, Numbers)

    init(_ channels: Int, _ side: Int) {
      let pixels = side * side * 16
      func numbers() -> Numbers { Numbers(channels * pixels) }
      (self.channels, self.pixels) = (Int64(channels), Int64(pixels))
      (input, scale, output) = (numbers(), numbers(), numbers())
      (upstream, ratio, gradient) = (numbers(), numbers(), numbers())
      normalize()
    }

    func normalize() {
      convolume_normalize_responses(
        input.start, channels, pixels, neighbours, neighbours, 2, 1e-4, 0.75, scale.start,
        output.start)
    }

    func differentiate() {
      convolume_normalize_responses_gradient(
        input.start, scale.start, output.start, upstream.start, channels, pixels, neighbours,
        neighbours, 1e-4, 0.75, ratio.start, gradient.start)
    }
  }

  private static func normalize(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark(
      "normalize responses", channels: channels, side: side, streams: 3, memory: Responses.init
    ) { $0.normalize() }
  }

  private static func gradient(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark(
      "gradient of normalize", channels: channels, side: side, streams: 6, memory: Responses.init
    ) { $0.differentiate() }
  }
}
