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
  /// Rows of zeros above the image; cuDNN puts as many below it.
  package var top: Int
  /// Columns of zeros left of the image; cuDNN puts as many right of it.
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

  /// Whether the padding on both sides is equal, the only kind that cuDNN knows; an image with another
  /// one is padded by a kernel first.
  package var isSymmetric: Bool {
    outputHeight == Self.positions(height, padding: top, self)
      && outputWidth == Self.positions(width, padding: left, self)
  }

  private static func positions(
    _ size: Int, padding: Int, _ convolution: DeviceConvolution
  ) -> Int {
    let reach = convolution.dilation * (convolution.kernel - 1) + 1
    return (size + 2 * padding - reach) / convolution.stride + 1
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
