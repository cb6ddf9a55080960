import CKernels

/// Pooling of sixteen interleaved images, and the ways into the interleaved layout and out of it.
enum PoolingKernels {
  static var all: [KernelBenchmark] {
    let overlapping = [(64, 55), (192, 27), (256, 13)].map { channels, side in
      (channels: channels, window: convolume_window.square(kernel: 3, stride: 2, side: side))
    }
    let plain = [(6, 28), (16, 10)].map { channels, side in
      (channels: channels, window: convolume_window.square(kernel: 2, stride: 2, side: side))
    }
    return overlapping.map { maximum($0.channels, $0.window) }
      + overlapping.map { maximumGradient($0.channels, $0.window) }
      + plain.map { mean($0.channels, $0.window) }
      + plain.map { meanGradient($0.channels, $0.window) }
      + [1 * 32 * 32, 3 * 224 * 224, 256 * 6 * 6].map(fromRows)
      + [1 * 32 * 32, 3 * 224 * 224, 256 * 6 * 6].map(toRows)
  }

  private static func describe(_ channels: Int, _ window: convolume_window) -> String {
    "\(channels)×\(window.height)×\(window.width), \(window.kernel)×\(window.kernel)"
  }

  private static func counts(
    _ channels: Int, _ window: convolume_window
  ) -> (input: Int, output: Int) {
    (channels * window.pixels * 16, channels * window.outputPixels * 16)
  }

  private static func maximum(_ channels: Int, _ window: convolume_window) -> KernelBenchmark {
    let (input, output) = counts(channels, window)
    return KernelBenchmark(
      "largest of windows", describe(channels, window), .bytes(Double(4 * input + 5 * output))
    ) {
      let (source, target) = (Numbers(input), Numbers(output))
      let taps = Bytes(output)
      return {
        convolume_interleaved_pool_maximum(
          source.start, Int64(channels), window, target.start, taps.start)
      }
    }
  }

  private static func maximumGradient(
    _ channels: Int, _ window: convolume_window
  ) -> KernelBenchmark {
    let (input, output) = counts(channels, window)
    return KernelBenchmark(
      "gradient of largest", describe(channels, window), .bytes(Double(4 * input + 5 * output))
    ) {
      let (upstream, gradient) = (Numbers(output), Numbers(input))
      let taps = Bytes(output)
      convolume_interleaved_pool_maximum(
        gradient.start, Int64(channels), window, upstream.start, taps.start)
      return {
        convolume_interleaved_pool_maximum_gradient(
          upstream.start, taps.start, Int64(channels), window, gradient.start)
      }
    }
  }

  private static func mean(_ channels: Int, _ window: convolume_window) -> KernelBenchmark {
    let (input, output) = counts(channels, window)
    return KernelBenchmark(
      "mean of windows", describe(channels, window), .bytes(Double(4 * (input + output)))
    ) {
      let (source, target) = (Numbers(input), Numbers(output))
      return {
        convolume_interleaved_pool_mean(source.start, Int64(channels), window, 0.25, target.start)
      }
    }
  }

  private static func meanGradient(_ channels: Int, _ window: convolume_window) -> KernelBenchmark {
    let (input, output) = counts(channels, window)
    return KernelBenchmark(
      "gradient of mean", describe(channels, window), .bytes(Double(4 * (input + output)))
    ) {
      let (upstream, gradient) = (Numbers(output), Numbers(input))
      return {
        convolume_interleaved_pool_mean_gradient(
          upstream.start, Int64(channels), window, 0.25, gradient.start)
      }
    }
  }

  private static func fromRows(_ features: Int) -> KernelBenchmark {
    KernelBenchmark(
      "interleave", "16×\(features)", .bytes(Double(8 * 16 * features)),
      swift: {
        let (rows, block) = (Numbers(16 * features), Numbers(16 * features))
        return { SwiftForms.interleave(fromRows: rows.start, features: features, block.start) }
      }
    ) {
      let (rows, block) = (Numbers(16 * features), Numbers(16 * features))
      return {
        convolume_interleave(rows.start, Int64(features), 16, Int64(features), block.start)
      }
    }
  }

  private static func toRows(_ features: Int) -> KernelBenchmark {
    KernelBenchmark("deinterleave", "16×\(features)", .bytes(Double(8 * 16 * features))) {
      let (rows, block) = (Numbers(16 * features), Numbers(16 * features))
      return {
        convolume_deinterleave(block.start, Int64(features), 16, rows.start, Int64(features))
      }
    }
  }
}
