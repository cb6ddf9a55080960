import CUDABackend

/// A convolution by its definition, sum for sum, in double precision.
struct ConvolutionReference {
  let convolution: DeviceConvolution

  init(_ convolution: DeviceConvolution) { self.convolution = convolution }

  func output(_ input: [Float], _ weight: [Float], bias: [Float]? = nil) -> [Double] {
    var output = [Double](repeating: 0, count: convolution.outputCount)
    forEachProduct { x, w, y in output[y] += Double(input[x]) * Double(weight[w]) }
    guard let bias else { return output }
    let pixels = convolution.outputHeight * convolution.outputWidth
    for place in output.indices {
      let filter =
        convolution.isChannelsLast
        ? place % convolution.filters : place / pixels % convolution.filters
      output[place] += Double(bias[filter])
    }
    return output
  }

  func inputGradient(_ outputGradient: [Float], _ weight: [Float]) -> [Double] {
    var gradient = [Double](repeating: 0, count: convolution.inputCount)
    forEachProduct { x, w, y in gradient[x] += Double(outputGradient[y]) * Double(weight[w]) }
    return gradient
  }

  func weightGradient(_ input: [Float], _ outputGradient: [Float]) -> [Double] {
    var gradient = [Double](repeating: 0, count: convolution.weightCount)
    forEachProduct { x, w, y in gradient[w] += Double(outputGradient[y]) * Double(input[x]) }
    return gradient
  }

  /// Calls `body` with the places of input, filter and output of each product in the definition.
  private func forEachProduct(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
    let c = convolution
    let (inside, filters) = (c.channels / c.groups, c.filters / c.groups)
    for image in 0..<c.images {
      for filter in 0..<c.filters {
        for row in 0..<c.outputHeight {
          for column in 0..<c.outputWidth {
            let y = place(image, filter, row, column, c.filters, c.outputHeight, c.outputWidth)
            for channel in 0..<inside {
              for i in 0..<c.kernel {
                let inputRow = row * c.stride + i * c.dilation - c.top
                guard 0..<c.height ~= inputRow else { continue }
                for j in 0..<c.kernel {
                  let inputColumn = column * c.stride + j * c.dilation - c.left
                  guard 0..<c.width ~= inputColumn else { continue }
                  let from = filter / filters * inside + channel
                  body(
                    place(image, from, inputRow, inputColumn, c.channels, c.height, c.width),
                    place(filter, channel, i, j, inside, c.kernel, c.kernel), y)
                }
              }
            }
          }
        }
      }
    }
  }

  /// The place of [item, channel, row, column] in the layout of the convolution.
  private func place(
    _ item: Int, _ channel: Int, _ row: Int, _ column: Int, _ channels: Int, _ height: Int,
    _ width: Int
  ) -> Int {
    convolution.isChannelsLast
      ? ((item * height + row) * width + column) * channels + channel
      : ((item * channels + channel) * height + row) * width + column
  }
}
