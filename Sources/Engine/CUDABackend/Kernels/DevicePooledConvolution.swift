import NeuralNetworks

/// A small convolution, bias, activation and pooling by windows of 2 × 2, which share a launch: the
/// stages of LeNet-5.
///
/// Everything is channel by channel: input `[images, channels, height, width]`, filters `[filters,
/// channels, kernel, kernel]`, output `[images, filters, pooledHeight, pooledWidth]`.
package struct DevicePooledConvolution: Hashable, Sendable {
  package let images: Int
  package let channels: Int
  package let height: Int
  package let width: Int
  package let filters: Int
  package let kernel: Int
  package let top: Int
  package let left: Int
  package let pooledHeight: Int
  package let pooledWidth: Int
  package let kind: DevicePooling.Kind
  package let activation: DeviceActivation

  /// Returns nil where the kernels have no form for it: kernels of 3 or 5 with stride 1, windows of
  /// 2 × 2 side by side, and an image whose channels fit shared memory are what they take.
  package init?(
    _ convolution: DeviceConvolution, activation: DeviceActivation, pooling: DevicePooling,
    kind: DevicePooling.Kind
  ) {
    let c = convolution
    let bottom = c.outputHeight - 1 + c.kernel - c.height - c.top
    let right = c.outputWidth - 1 + c.kernel - c.width - c.left
    guard
      [3, 5].contains(c.kernel), c.stride == 1, c.dilation == 1, c.groups == 1, !c.isChannelsLast,
      [c.top, c.left, bottom, right].allSatisfy({ $0 < c.kernel }),
      pooling.kernel == 2, pooling.stride == 2, pooling.top == 0, pooling.left == 0,
      pooling.outputHeight == c.outputHeight / 2, pooling.outputWidth == c.outputWidth / 2,
      pooling.outputHeight > 0, pooling.outputWidth > 0
    else { return nil }
    images = c.images
    channels = c.channels
    height = c.height
    width = c.width
    filters = c.filters
    kernel = c.kernel
    top = c.top
    left = c.left
    pooledHeight = pooling.outputHeight
    pooledWidth = pooling.outputWidth
    self.kind = kind
    self.activation = activation
    let tilings = [PooledConvolutionTiling(forward: self), .init(inputGradient: self)]
    guard
      tilings.allSatisfy(\.fits), PooledConvolutionTiling.WeightGradient(self).fits
    else { return nil }
  }

  /// Whether the backward pass needs the numbers of each window, and not only which of them won.
  package var keepsActivated: Bool { kind == .mean || kind == .length }

  /// How many numbers the output has; as many taps, or four times as many activated numbers.
  package var outputCount: Int { images * filters * pooledHeight * pooledWidth }

  var depth: Int { channels * kernel * kernel }

  /// As the kernels' `struct PooledConvolution`.
  var words: KernelArgument { .words(numbers) }

  var numbers: [Int32] {
    [
      channels, height, width, filters, kernel, top, left, pooledHeight, pooledWidth,
      kind.rawValue, activation.rawValue,
    ].map(Int32.init)
  }
}
