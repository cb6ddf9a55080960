import NeuralNetworks

/// A convolution that cuDNN computes (a cross-correlation, as in all of the field), in its three passes.
///
/// Input is [images, channels, height, width], the filters [filters, channels / groups, kernel, kernel],
/// output [images, filters, outputHeight, outputWidth]; with `isChannelsLast`, the channels of all three
/// stand last (NHWC, with filters as KRSC).
package struct DeviceConvolution: Hashable, Sendable {
  package var images: Int
  package var channels: Int
  package var height: Int
  package var width: Int
  package var filters: Int
  package var kernel: Int
  package var stride: Int
  package var dilation: Int
  /// Rows of zeros above the image.
  package var top: Int
  /// Columns of zeros left of the image.
  package var left: Int
  package var outputHeight: Int
  package var outputWidth: Int
  package var groups: Int
  package var isChannelsLast: Bool
  package var precision: Precision

  package init(
    images: Int, channels: Int, height: Int, width: Int, filters: Int, kernel: Int, stride: Int = 1,
    dilation: Int = 1, top: Int = 0, left: Int = 0, outputHeight: Int, outputWidth: Int,
    groups: Int = 1, isChannelsLast: Bool, precision: Precision
  ) {
    self.images = images
    self.channels = channels
    self.height = height
    self.width = width
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.top = top
    self.left = left
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.groups = groups
    self.isChannelsLast = isChannelsLast
    self.precision = precision
  }

  /// Rows of zeros below the image: as many as the output's height needs.
  package var bottom: Int { behind(height, output: outputHeight, before: top) }
  /// Columns of zeros right of the image.
  package var right: Int { behind(width, output: outputWidth, before: left) }

  /// Whether both sides are padded alike; not every engine of cuDNN can do otherwise.
  package var isSymmetric: Bool { top == bottom && left == right }

  private func behind(_ size: Int, output: Int, before: Int) -> Int {
    let reach = dilation * (kernel - 1) + 1
    // With a stride, rows at the end may be left over; then padding both sides alike does as well.
    if (size + 2 * before - reach) / stride + 1 == output { return before }
    return (output - 1) * stride + reach - size - before
  }

  /// How many numbers the input, the filters and the output have.
  package var inputCount: Int { images * channels * height * width }
  package var weightCount: Int { filters * (channels / groups) * kernel * kernel }
  package var outputCount: Int { images * filters * outputHeight * outputWidth }
}

extension DeviceConvolution: CustomStringConvertible {
  package var description: String {
    "a convolution of [\(images), \(channels), \(height), \(width)] with \(filters) filters of "
      + "\(kernel) × \(kernel) to [\(images), \(filters), \(outputHeight), \(outputWidth)] (stride \(stride), "
      + "dilation \(dilation), padding \(top) and \(left), groups \(groups), "
      + "\(isChannelsLast ? "channels last" : "channels first"), \(precision.rawValue))"
  }
}
