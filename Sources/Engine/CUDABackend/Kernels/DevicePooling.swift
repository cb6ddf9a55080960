import NeuralNetworks

/// Images on the card, and the windows that pool them.
///
/// Input is `[images, channels, height, width]`, output `[images, channels, outputHeight, outputWidth]`;
/// with `isChannelsLast` the channels of both stand last.
package struct DevicePooling: Hashable, Sendable {
  /// What becomes of a window; the kernels have the same codes.
  package enum Kind: Int, CaseIterable, Sendable {
    case maximum
    case minimum
    case mean
    /// `√Σ x²`
    case length
  }

  package var images: Int
  package var channels: Int
  package var height: Int
  package var width: Int
  /// Rows and columns of a window.
  package var kernel: Int
  package var stride: Int
  /// Rows beyond the upper border.
  package var top: Int
  /// Columns beyond the left border.
  package var left: Int
  package var outputHeight: Int
  package var outputWidth: Int
  package var isChannelsLast: Bool

  /// Whether the output and its gradient are channel by channel although the input is not, as the
  /// linear layers behind the last pooling want them.
  package var flattensOutput: Bool

  package init(
    images: Int, channels: Int, height: Int, width: Int, kernel: Int, stride: Int, top: Int = 0,
    left: Int = 0, outputHeight: Int, outputWidth: Int, isChannelsLast: Bool = false,
    flattensOutput: Bool = false
  ) {
    self.images = images
    self.channels = channels
    self.height = height
    self.width = width
    self.kernel = kernel
    self.stride = stride
    self.top = top
    self.left = left
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.isChannelsLast = isChannelsLast
    self.flattensOutput = flattensOutput
  }

  /// How many numbers the input and the output have.
  package var inputCount: Int { images * channels * height * width }
  package var outputCount: Int { images * channels * outputHeight * outputWidth }

  /// Channels that a thread handles together: sixteen bytes where they lie side by side.
  var lanes: Int { isChannelsLast && channels % 4 == 0 ? 4 : 1 }

  /// As the kernels' `struct Pooling`.
  var words: KernelArgument {
    .words(
      [
        images, channels, height, width, kernel, stride, top, left, outputHeight, outputWidth,
        isChannelsLast ? 1 : 0, flattensOutput ? 1 : 0,
      ].map(Int32.init))
  }

  /// Blocks of 256 threads, one thread for each of `places` of each pack of channels.
  func grid(places: Int) -> Extent3 {
    Extent3(KernelGrid.blocks(for: images * (channels / lanes) * places, of: 256))
  }
}
