import NeuralNetworks

/// A convolution with large steps as one with single steps, over squares of pixels.
package struct SpaceToDepthKernels {
  private let given: DeviceConvolution

  /// The convolution over squares: fewer pixels, more channels, the same output.
  package let squares: DeviceConvolution

  private let inputIsChannelsLast: Bool

  /// Whether it pays: few channels and large steps are what it is for.
  package static func pays(
    channels: Int, kernel: Int, stride: Int, groups: Int, dilation: Int
  ) -> Bool {
    stride > 1 && channels <= 4 && kernel > stride && groups == 1 && dilation == 1
  }

  /// Returns nil where it would not pay; the squares lie as the convolution says, the images perhaps not.
  package init?(_ convolution: DeviceConvolution, inputIsChannelsLast: Bool) {
    let c = convolution
    guard
      Self.pays(
        channels: c.channels, kernel: c.kernel, stride: c.stride, groups: c.groups,
        dilation: c.dilation)
    else { return nil }
    given = c
    self.inputIsChannelsLast = inputIsChannelsLast
    let taps = (c.kernel + c.stride - 1) / c.stride
    squares = DeviceConvolution(
      images: c.images, channels: c.channels * c.stride * c.stride,
      height: c.outputHeight + taps - 1, width: c.outputWidth + taps - 1, filters: c.filters,
      kernel: taps, outputHeight: c.outputHeight, outputWidth: c.outputWidth,
      isChannelsLast: c.isChannelsLast, precision: c.precision)
  }

  /// Lays the images' squares out as pixels.
  package func images(_ input: DeviceAddress, into output: DeviceAddress) -> KernelLaunch {
    KernelLaunch(
      source: "SpaceToDepth", kernel: "space_to_depth_images",
      grid: KernelGrid.persistent(for: squares.inputCount, threads: 256), block: Extent3(256),
      arguments: [.address(input), .address(output), words])
  }

  /// Fills the filters up to whole squares.
  package func filters(_ weight: DeviceAddress, into output: DeviceAddress) -> KernelLaunch {
    filterLaunch("space_to_depth_filters", weight, output)
  }

  /// Takes the filters' gradient out of that of the filled ones.
  package func filterGradient(
    _ gradient: DeviceAddress, into weightGradient: DeviceAddress
  ) -> KernelLaunch {
    filterLaunch("space_to_depth_filter_gradient", gradient, weightGradient)
  }

  private func filterLaunch(
    _ kernel: String, _ input: DeviceAddress, _ output: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "SpaceToDepth", kernel: kernel,
      grid: Extent3(KernelGrid.blocks(for: squares.weightCount, of: 256)), block: Extent3(256),
      arguments: [.address(input), .address(output), words])
  }

  private var words: KernelArgument {
    .words(
      [
        given.images, given.channels, given.height, given.width, given.filters, given.kernel,
        given.stride, given.top, given.left, squares.height, squares.width, squares.kernel,
        given.isChannelsLast ? 1 : 0, inputIsChannelsLast ? 1 : 0,
      ].map(Int32.init))
  }
}
