import CKernels
import Tensors

/// Matrix products: OpenBLAS, and our own of a matrix and a panel of images.
enum ProductKernels {
  /// A linear layer for a batch of 64.
  private struct Layer {
    var name: String
    var inputs: Int
    var outputs: Int

    var operations: Double { 2 * 64 * Double(inputs) * Double(outputs) }
    var description: String { "\(name) \(inputs)→\(outputs), 64 images" }
  }

  private static let layers = [
    Layer(name: "LeNet C5", inputs: 400, outputs: 120),
    Layer(name: "LeNet F6", inputs: 120, outputs: 84),
    Layer(name: "fc1", inputs: 9216, outputs: 4096),
    Layer(name: "fc2", inputs: 4096, outputs: 4096),
  ]

  static var all: [KernelBenchmark] {
    [square(256), square(1024)] + layers.map(linear) + layers.map(panel)
      + layers.map(panelWeightGradient)
      + LayerSize.alexnet.map(gathered)
  }

  private static func square(_ side: Int) -> KernelBenchmark {
    blas("\(side)×\(side)×\(side)", rows: side, columns: side, depth: side)
  }

  /// The scores of 64 images: each image a row, times the transposed weights.
  private static func linear(_ layer: Layer) -> KernelBenchmark {
    KernelBenchmark("OpenBLAS sgemm", layer.description, .operations(layer.operations)) {
      let (left, right) = (Numbers(64 * layer.inputs), Numbers(layer.inputs * layer.outputs))
      let result = Numbers(64 * layer.outputs)
      return {
        multiply(
          MatrixView(left.start, rowStride: layer.inputs),
          MatrixView(right.start, rowStride: layer.inputs, isTransposed: true),
          into: result.start, resultStride: layer.outputs, rows: 64, columns: layer.outputs,
          depth: layer.inputs)
      }
    }
  }

  /// A convolution of one image as a product with its gathered windows, gathering not counted.
  private static func gathered(_ size: LayerSize) -> KernelBenchmark {
    blas(
      "\(size.description), windows", rows: size.outputs, columns: size.outputPixels,
      depth: size.weights / size.outputs)
  }

  private static func blas(
    _ size: String, rows: Int, columns: Int, depth: Int
  ) -> KernelBenchmark {
    KernelBenchmark(
      "OpenBLAS sgemm", size, .operations(2 * Double(rows) * Double(columns) * Double(depth))
    ) {
      let (left, right) = (Numbers(rows * depth), Numbers(depth * columns))
      let result = Numbers(rows * columns)
      return {
        multiply(
          MatrixView(left.start, rowStride: depth), MatrixView(right.start, rowStride: columns),
          into: result.start, resultStride: columns, rows: rows, columns: columns, depth: depth)
      }
    }
  }

  private static func panel(_ layer: Layer) -> KernelBenchmark {
    KernelBenchmark("panel product", layer.description, .operations(layer.operations)) {
      let weight = Numbers(layer.inputs * layer.outputs)
      let (input, output) = (Numbers(64 * layer.inputs), Numbers(64 * layer.outputs))
      return {
        var product = convolume_panel_product(
          left: weight.start, left_row: Int64(layer.inputs), left_step: 1, right: input.start,
          right_step: 16, right_vector: Int64(layer.inputs * 16), result: output.start,
          result_row: 16, result_vector: Int64(layer.outputs * 16), rows: Int64(layer.outputs),
          columns: 64, depth: Int64(layer.inputs), accumulate: 0)
        convolume_multiply_panel(&product)
      }
    }
  }

  private static func panelWeightGradient(_ layer: Layer) -> KernelBenchmark {
    KernelBenchmark(
      "panel weight gradient", layer.description, .operations(layer.operations)
    ) {
      let length = (layer.inputs + 15) / 16 * 16
      let (upstream, rows) = (Numbers(64 * layer.outputs), Numbers(64 * length))
      let gradient = Numbers(layer.outputs * layer.inputs)
      return {
        var product = convolume_panel_product(
          left: upstream.start, left_row: 64, left_step: 1, right: rows.start,
          right_step: Int64(length), right_vector: 16, result: gradient.start,
          result_row: Int64(layer.inputs), result_vector: 16, rows: Int64(layer.outputs),
          columns: Int64(layer.inputs), depth: 64, accumulate: 0)
        convolume_multiply_panel(&product)
      }
    }
  }
}
