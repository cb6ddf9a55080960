/// The mean of each channel of each image.
package enum GlobalPoolingKernels {
  /// Output is `[images, channels]`.
  package static func meanForward(
    input: DeviceAddress, images: Int, channels: Int, pixels: Int, channelsLast: Bool,
    output: DeviceAddress
  ) -> KernelLaunch {
    channelsLast
      ? KernelLaunch(
        source: "GlobalPooling", kernel: "global_mean_forward_last",
        grid: Extent3(KernelGrid.blocks(for: channels, of: 32), images), block: Extent3(32, 8),
        arguments: [.address(input), .address(output), .int(channels), .int(pixels)])
      : KernelLaunch(
        source: "GlobalPooling", kernel: "global_mean_forward_first",
        grid: Extent3(KernelGrid.blocks(for: images * channels, of: 8)), block: Extent3(256),
        arguments: [.address(input), .address(output), .int(images * channels), .int(pixels)])
  }

  package static func meanBackward(
    outputGradient: DeviceAddress, images: Int, channels: Int, pixels: Int, channelsLast: Bool,
    inputGradient: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "GlobalPooling", kernel: "global_mean_backward",
      grid: Extent3(KernelGrid.blocks(for: images * channels * pixels, of: 256)),
      block: Extent3(256),
      arguments: [
        .address(outputGradient), .address(inputGradient), .int(images), .int(channels),
        .int(pixels), .int(channelsLast ? 1 : 0),
      ])
  }
}
