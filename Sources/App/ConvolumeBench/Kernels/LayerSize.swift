import CKernels

/// The size of a convolution in one of the networks.
struct LayerSize {
  var name: String
  var inputs: Int
  var outputs: Int
  var window: convolume_window

  private init(
    _ name: String, from inputs: Int, to outputs: Int, kernel: Int, stride: Int = 1,
    padding: Int = 0, side: Int
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    window = .square(kernel: kernel, stride: stride, padding: padding, side: side)
  }

  static let lenet = [
    LayerSize("LeNet C1", from: 1, to: 6, kernel: 5, side: 32),
    LayerSize("LeNet C3", from: 6, to: 16, kernel: 5, side: 14),
  ]
  static let alexnet = [
    LayerSize("conv1", from: 3, to: 64, kernel: 11, stride: 4, padding: 2, side: 224),
    LayerSize("conv2", from: 64, to: 192, kernel: 5, padding: 2, side: 27),
    LayerSize("conv3", from: 192, to: 384, kernel: 3, padding: 1, side: 13),
    LayerSize("conv4", from: 384, to: 256, kernel: 3, padding: 1, side: 13),
    LayerSize("conv5", from: 256, to: 256, kernel: 3, padding: 1, side: 13),
  ]

  var description: String {
    "\(name) \(inputs)→\(outputs), \(window.kernel)×\(window.kernel), "
      + "\(window.height)→\(window.output_height)"
  }

  var pixels: Int { window.pixels }
  var outputPixels: Int { window.outputPixels }
  var weights: Int { inputs * outputs * Int(window.kernel * window.kernel) }
  /// Of the convolution by its definition, for sixteen images, taps in the padding included.
  var operations: Double { 2 * 16 * Double(weights) * Double(outputPixels) }
}

extension convolume_window {
  var pixels: Int { Int(height * width) }
  var outputPixels: Int { Int(output_height * output_width) }

  static func square(kernel: Int, stride: Int, padding: Int = 0, side: Int) -> convolume_window {
    let output = Int64((side + 2 * padding - kernel) / stride + 1)
    return convolume_window(
      height: Int64(side), width: Int64(side), output_height: output, output_width: output,
      kernel: Int64(kernel), stride: Int64(stride), dilation: 1, top: Int64(padding),
      left: Int64(padding))
  }
}
