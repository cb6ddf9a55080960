import CKernels

/// Batch normalization of sixteen interleaved images, behind LeNet-5's convolutions.
enum BatchNormalizationKernels {
  static var all: [KernelBenchmark] {
    let sizes = [(6, 28), (16, 10)].map { (channels: $0, side: $1) }
    return [sums, squares, products, standardize, standardizeGradient].flatMap { kernel in
      sizes.map { kernel($0.channels, $0.side) }
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

  private static func sums(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark(
      "sums of channels", channels: channels, side: side, streams: 1, memory: Batch.init
    ) {
      convolume_interleaved_sums($0.values.start, $0.channels, $0.pixels, &$0.sums)
    }
  }

  private static func squares(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark(
      "squares of channels", channels: channels, side: side, streams: 1, memory: Batch.init
    ) {
      convolume_interleaved_squares($0.values.start, $0.channels, $0.pixels, $0.means, &$0.sums)
    }
  }

  private static func products(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark(
      "products of channels", channels: channels, side: side, streams: 2, memory: Batch.init
    ) {
      convolume_interleaved_products(
        $0.upstream.start, $0.values.start, $0.channels, $0.pixels, $0.means, &$0.sums)
    }
  }

  private static func standardize(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark("standardize", channels: channels, side: side, streams: 2, memory: Batch.init) {
      convolume_interleaved_standardize(
        $0.values.start, $0.channels, $0.pixels, $0.each, $0.each, $0.each, 1, $0.output.start)
    }
  }

  private static func standardizeGradient(_ channels: Int, _ side: Int) -> KernelBenchmark {
    KernelBenchmark(
      "gradient of standardize", channels: channels, side: side, streams: 3, memory: Batch.init
    ) {
      convolume_interleaved_standardize_gradient(
        $0.upstream.start, $0.values.start, $0.channels, $0.pixels, 16, $0.each, $0.each, $0.each,
        $0.each, $0.output.start)
    }
  }
}
