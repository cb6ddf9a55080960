import CKernels

/// Windows of single images, as the layers by themselves see them.
enum WindowKernels {
  static var all: [KernelBenchmark] {
    let layer = (channels: 64, window: convolume_window.square(kernel: 3, stride: 2, side: 55))
    return LayerSize.alexnet.map(gather) + LayerSize.alexnet.map(scatter)
      + [extreme(layer.channels, layer.window), sum(layer.channels, layer.window)]
      + [spread(layer.channels, layer.window)]
  }

  private static func gather(_ size: LayerSize) -> KernelBenchmark {
    let depth = size.weights / size.outputs
    return KernelBenchmark(
      "gather windows", size.description,
      .bytes(Double(4 * (size.inputs * size.pixels + depth * size.outputPixels)))
    ) {
      let image = Numbers(size.inputs * size.pixels)
      let columns = Numbers(depth * size.outputPixels)
      return {
        convolume_gather_windows(
          image.start, Int64(size.inputs), size.window, 0, size.window.output_height,
          columns.start, Int64(size.outputPixels))
      }
    }
  }

  private static func scatter(_ size: LayerSize) -> KernelBenchmark {
    let depth = size.weights / size.outputs
    return KernelBenchmark(
      "scatter windows", size.description,
      .bytes(Double(4 * (2 * size.inputs * size.pixels + depth * size.outputPixels)))
    ) {
      let image = Numbers(size.inputs * size.pixels)
      let columns = Numbers(depth * size.outputPixels)
      return {
        convolume_scatter_windows(
          columns.start, Int64(size.outputPixels), Int64(size.inputs), size.window, 0,
          size.window.output_height, image.start)
      }
    }
  }

  /// A benchmark of all channels, one after the other: `bytes` counts those of one.
  private static func overChannels(
    _ name: String, _ channels: Int, _ window: convolume_window, bytes: Int,
    _ work: @escaping (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> KernelBenchmark {
    let (pixels, outputs) = (window.pixels, window.outputPixels)
    return KernelBenchmark(
      name, "\(channels)×\(window.height)×\(window.width), \(window.kernel)×\(window.kernel)",
      .bytes(Double(channels * bytes))
    ) {
      let (image, windows) = (Numbers(channels * pixels), Numbers(channels * outputs))
      return {
        for channel in 0..<channels {
          work(image.start + channel * pixels, windows.start + channel * outputs)
        }
      }
    }
  }

  private static func extreme(_ channels: Int, _ window: convolume_window) -> KernelBenchmark {
    let positions = Array<Int32>(repeating: 0, count: window.outputPixels)
    return overChannels(
      "smallest, image by image", channels, window,
      bytes: 4 * (window.pixels + 2 * window.outputPixels)
    ) { image, windows in
      var positions = positions
      convolume_pool_extreme(image, window, -1, windows, &positions)
    }
  }

  private static func sum(_ channels: Int, _ window: convolume_window) -> KernelBenchmark {
    overChannels(
      "squares, image by image", channels, window, bytes: 4 * (window.pixels + window.outputPixels)
    ) { image, windows in convolume_pool_sum(image, window, 1, windows) }
  }

  private static func spread(_ channels: Int, _ window: convolume_window) -> KernelBenchmark {
    overChannels(
      "spread, image by image", channels, window,
      bytes: 4 * (2 * window.pixels + window.outputPixels)
    ) { image, windows in convolume_spread_windows(windows, window, image) }
  }
}
