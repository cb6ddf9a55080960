import CKernels

/// Convolutions of sixteen interleaved images.
///
/// Winograd's filtering is credited with the operations of the definition, of which it saves most: its
/// percentage may pass 100.
enum ConvolutionKernels {
  static var all: [KernelBenchmark] {
    let sizes = LayerSize.lenet + LayerSize.alexnet
    let filtered = LayerSize.alexnet.filter { $0.window.stride == 1 }
    return sizes.map(convolve) + sizes.map(weightGradient) + filtered.map(winograd)
      + filtered.map(winogradWeightGradient) + filtered.map(winogradFilters)
      + filtered.map(winogradFilterGradient) + sizes.suffix(from: 1).prefix(2).map(turn)
      + sizes.prefix(3).map(collapse) + sizes.prefix(3).map(channelSums)
  }

  private static func convolve(_ size: LayerSize) -> KernelBenchmark {
    let isSmall = size.weights < 10_000
    return KernelBenchmark(
      "convolve", size.description, .operations(size.operations),
      swift: isSmall
        ? {
          let (input, weight, bias, output) = buffers(size)
          return { SwiftForms.convolve(input.start, weight.start, bias.start, size, output.start) }
        } : nil
    ) {
      let (input, weight, bias, output) = buffers(size)
      return {
        convolume_interleaved_convolve(
          input.start, Int64(size.inputs), weight.start, bias.start, Int64(size.outputs),
          size.window, 0, size.window.output_height, 1, output.start)
      }
    }
  }

  private static func weightGradient(_ size: LayerSize) -> KernelBenchmark {
    KernelBenchmark("weight gradient", size.description, .operations(size.operations)) {
      let (input, _, _, output) = buffers(size)
      let sums = Numbers(size.weights * 16)
      return {
        convolume_interleaved_weight_gradient(
          output.start, Int64(size.outputs), input.start, Int64(size.inputs), size.window,
          sums.start)
      }
    }
  }

  private static func winograd(_ size: LayerSize) -> KernelBenchmark {
    KernelBenchmark("winograd convolve", size.description, .operations(size.operations)) {
      let (input, _, bias, output) = buffers(size)
      let points = Numbers(36 * size.inputs * size.outputs)
      let scratch = scratch(size)
      return {
        convolume_winograd_convolve(
          input.start, Int64(size.inputs), points.start, bias.start, Int64(size.outputs), 0,
          Int64(size.outputs), size.window, 0, convolume_winograd_tile_rows(size.window), 1,
          scratch.start, output.start)
      }
    }
  }

  private static func winogradWeightGradient(_ size: LayerSize) -> KernelBenchmark {
    KernelBenchmark("winograd weight gradient", size.description, .operations(size.operations)) {
      let (input, _, _, output) = buffers(size)
      let sums = Numbers(36 * size.inputs * size.outputs)
      let scratch = scratch(size)
      return {
        convolume_winograd_weight_gradient(
          output.start, Int64(size.outputs), 0, Int64(size.outputs), input.start,
          Int64(size.inputs), size.window, 0, convolume_winograd_tile_rows(size.window),
          scratch.start, sums.start)
      }
    }
  }

  private static func winogradFilters(_ size: LayerSize) -> KernelBenchmark {
    let bytes = 4 * (size.weights + 36 * size.inputs * size.outputs)
    return KernelBenchmark("winograd filters", size.description, .bytes(Double(bytes))) {
      let weight = Numbers(size.weights)
      let points = Numbers(36 * size.inputs * size.outputs)
      return {
        convolume_winograd_filters(
          weight.start, Int64(size.outputs), Int64(size.inputs), size.window.kernel, 0, 0,
          Int64(size.outputs), points.start)
      }
    }
  }

  private static func winogradFilterGradient(_ size: LayerSize) -> KernelBenchmark {
    let bytes = 4 * (size.weights + 36 * size.inputs * size.outputs)
    return KernelBenchmark("winograd gradient back", size.description, .bytes(Double(bytes))) {
      let sums = Numbers(36 * size.inputs * size.outputs)
      let gradient = Numbers(size.weights)
      return {
        convolume_winograd_filter_gradient(
          sums.start, Int64(size.outputs), Int64(size.inputs), size.window.kernel, 0,
          Int64(size.outputs), gradient.start)
      }
    }
  }

  private static func turn(_ size: LayerSize) -> KernelBenchmark {
    KernelBenchmark("turn filters", size.description, .bytes(Double(8 * size.weights))) {
      let (weight, turned) = (Numbers(size.weights), Numbers(size.weights))
      return {
        convolume_flip_filters(
          weight.start, Int64(size.outputs), Int64(size.inputs), size.window.kernel, turned.start)
      }
    }
  }

  private static func collapse(_ size: LayerSize) -> KernelBenchmark {
    let bytes = 4 * (16 + 2) * size.weights
    return KernelBenchmark("sum over lanes", size.description, .bytes(Double(bytes))) {
      let (sums, result) = (Numbers(16 * size.weights), Numbers(size.weights))
      return { convolume_interleaved_collapse(sums.start, Int64(size.weights), result.start) }
    }
  }

  private static func channelSums(_ size: LayerSize) -> KernelBenchmark {
    let count = 16 * size.outputs * size.outputPixels
    return KernelBenchmark("gradient of biases", size.description, .bytes(Double(4 * count))) {
      let (values, result) = (Numbers(count), Numbers(size.outputs))
      return {
        convolume_interleaved_channel_sums(
          values.start, Int64(size.outputs), Int64(size.outputPixels), result.start)
      }
    }
  }

  private static func scratch(_ size: LayerSize) -> Numbers {
    Numbers(
      Int(
        convolume_winograd_scratch(
          Int64(size.inputs), Int64(size.outputs), size.window,
          convolume_winograd_tile_rows(size.window))))
  }

  private static func buffers(
    _ size: LayerSize
  ) -> (input: Numbers, weight: Numbers, bias: Numbers, output: Numbers) {
    (
      Numbers(size.inputs * size.pixels * 16), Numbers(size.weights), Numbers(size.outputs),
      Numbers(size.outputs * size.outputPixels * 16)
    )
  }
}
