/// A convolution in float32 by Winograd's scheme: transforms around 36 products of matrices at once.
///
/// A tile of 6 × 6 samples gives 4 × 4 outputs of a kernel of 3, or 2 × 2 of a kernel of 5, with 36
/// multiplications instead of 144 or 100. Its errors are about those of the direct sum; see
/// `WinogradPoints.cuh`.
///
/// Images are worked through in groups, whose numbers at the points stay in the card's cache between a
/// transform and the product that follows. Each group has its own piece of the points of the samples.
package struct WinogradConvolution: Hashable, Sendable {
  package let convolution: DeviceConvolution

  /// How many images are worked through together.
  package let imagesTogether: Int

  /// Outputs of a tile in each direction.
  private let side: Int
  private let down: Int
  private let across: Int

  /// The points of a tile.
  static let points = 36

  /// The most shared memory that a block has without asking for more.
  private static let sharedBytes = 48 * 1024

  /// Prepares the scheme; nil where it does not fit the convolution.
  ///
  /// It takes kernels of 3 and 5, stride 1, without dilation and groups, channels first, in full float32,
  /// and images whose tiles fit in a block's shared memory.
  ///
  /// - Parameters:
  ///   - convolution: What is computed.
  ///   - imagesTogether: How many images are worked through together; by default as many as keep about
  ///     `bytesTogether` at the points.
  package init?(_ convolution: DeviceConvolution, imagesTogether: Int? = nil) {
    guard
      convolution.kernel == 3 || convolution.kernel == 5, convolution.stride == 1,
      convolution.dilation == 1, convolution.groups == 1, !convolution.isChannelsLast,
      convolution.precision == .float32, convolution.images > 0
    else { return nil }
    self.convolution = convolution
    side = 7 - convolution.kernel
    down = (convolution.outputHeight + side - 1) / side
    across = (convolution.outputWidth + side - 1) / side
    let tiles = down * across
    guard Self.points * 4 * tiles <= Self.sharedBytes, convolution.channels <= 65_535,
      convolution.filters <= 65_535
    else { return nil }
    let bytesOfImage = Self.points * 4 * tiles * (convolution.channels + convolution.filters)
    let together = imagesTogether ?? max(Self.bytesTogether / bytesOfImage, 1)
    // Groups of nearly one size.
    let groups = KernelGrid.blocks(
      for: convolution.images, of: min(together, convolution.images))
    self.imagesTogether = KernelGrid.blocks(for: convolution.images, of: groups)
  }

  /// Whether the scheme was quicker than cuDNN's algorithms: with kernels of 3, and channels enough for
  /// its products.
  ///
  /// A training step of AlexNet in float32 took 4.77 ms on an H100 by this rule, 6.00 by cuDNN's
  /// algorithms alone, and 6.16 with the kernels of 5 by the scheme too.
  package static func pays(for convolution: DeviceConvolution) -> Bool {
    let (channels, filters) = (convolution.channels, convolution.filters)
    return convolution.kernel == 3 && min(channels, filters) >= 32 && channels * filters >= 4096
  }

  /// What the points of a group's samples and outputs may take: of the 50 MB of an H100's cache.
  package static let bytesTogether = 40 << 20

  /// The bytes of the filters' points, and of those of their gradient.
  package var filterBytes: Int {
    4 * Self.points * convolution.filters * convolution.channels
  }

  /// The bytes of the points of all samples, which the forward pass leaves for the backward pass.
  package var sampleBytes: Int {
    4 * Self.points * convolution.channels * down * across * convolution.images
  }

  /// The bytes of working memory of either pass; they may hold anything before and after.
  package var scratchBytes: Int {
    4 * Self.points * (convolution.channels + convolution.filters) * down * across
      * imagesTogether
  }

  /// Transforms the filters, once for both passes.
  package func filters(_ weight: DeviceAddress, into points: DeviceAddress) -> DeviceWork {
    let count = convolution.filters * convolution.channels
    return launch(
      "filters", Extent3(KernelGrid.blocks(for: count, of: 128)),
      [
        .address(weight), .uint64(UInt64(count)), .int(convolution.kernel), .address(points),
      ])
  }

  /// output = activation(input ∗ filters + bias).
  ///
  /// `samples` receives the points of the input, `sampleBytes`; where no backward pass follows, working
  /// memory of a group suffices, and each group takes the place of the one before: pass nil.
  package func forward(
    _ input: DeviceAddress, filters: DeviceAddress, bias: DeviceAddress?,
    activation: DeviceActivation, samples: DeviceAddress?, scratch: DeviceAddress,
    into output: DeviceAddress
  ) -> [DeviceWork] {
    groups.flatMap { group in
      let outputPoints = scratch
      let samplePoints =
        samples.map { $0 + group.sampleOffset } ?? scratch
        + 4 * Self.points * convolution.filters * group.tiles
      return [
        launch(
          "samples", grid(group, convolution.channels),
          [.address(input + group.inputOffset), inputPlanes(group), .address(samplePoints)]),
        .product(
          DeviceProduct(
            left: filters, leftStride: convolution.channels, right: samplePoints,
            rightStride: group.tiles, result: outputPoints, resultStride: group.tiles,
            rows: convolution.filters, columns: group.tiles, depth: convolution.channels,
            precision: .float32, batch: Self.points,
            leftStep: convolution.filters * convolution.channels,
            rightStep: convolution.channels * group.tiles,
            resultStep: convolution.filters * group.tiles)),
        launch(
          "outputs", grid(group, convolution.filters),
          [
            .address(outputPoints), .address(bias ?? DeviceAddress(rawValue: 0)),
            outputPlanes(group), .int(activation.rawValue),
            .address(output + group.outputOffset),
          ]),
      ]
    }
  }

  /// The gradients of the filters and, where asked for, of the input.
  ///
  /// - Parameters:
  ///   - outputGradient: Already taken through the convolution's own activation.
  ///   - filters: The points that `filters(_:into:)` made.
  ///   - samples: The points that `forward` left.
  ///   - filterPoints: Working memory, `filterBytes`.
  ///   - scratch: Working memory, `scratchBytes`.
  ///   - weightGradient: Where the gradient of the filters goes.
  ///   - inputGradient: Where that of the input goes, taken through the activation whose output the
  ///     input was, if any.
  /// - Returns: The work, in its order.
  package func backward(
    _ outputGradient: DeviceAddress, filters: DeviceAddress, samples: DeviceAddress,
    filterPoints: DeviceAddress, scratch: DeviceAddress, weightGradient: DeviceAddress,
    inputGradient: (
      address: DeviceAddress, activation: DeviceActivation, activated: DeviceAddress
    )?
  ) -> [DeviceWork] {
    let (channels, count) = (convolution.channels, convolution.filters * convolution.channels)
    let works = groups.flatMap { group in
      let upstream = scratch
      let inputPoints = scratch + 4 * Self.points * convolution.filters * group.tiles
      var works = [
        launch(
          "upstream", grid(group, convolution.filters),
          [
            .address(outputGradient + group.outputOffset), outputPlanes(group),
            .address(upstream),
          ]),
        .product(
          DeviceProduct(
            left: upstream, leftStride: group.tiles, right: samples + group.sampleOffset,
            rightStride: group.tiles, rightIsTransposed: true, result: filterPoints,
            resultStride: channels, rows: convolution.filters, columns: channels,
            depth: group.tiles, accumulates: group.first > 0, precision: .float32,
            batch: Self.points, leftStep: convolution.filters * group.tiles,
            rightStep: channels * group.tiles, resultStep: count)),
      ]
      guard let inputGradient else { return works }
      works += [
        .product(
          DeviceProduct(
            left: filters, leftStride: channels, leftIsTransposed: true, right: upstream,
            rightStride: group.tiles, result: inputPoints, resultStride: group.tiles,
            rows: channels, columns: group.tiles, depth: convolution.filters,
            precision: .float32, batch: Self.points, leftStep: count,
            rightStep: convolution.filters * group.tiles, resultStep: channels * group.tiles)),
        inputGradientLaunch(group, inputPoints, inputGradient),
      ]
      return works
    }
    return works + [
      launch(
        "filter_gradient", Extent3(KernelGrid.blocks(for: count, of: 128)),
        [
          .address(filterPoints), .uint64(UInt64(count)), .int(convolution.kernel),
          .address(weightGradient),
        ])
    ]
  }

  private func inputGradientLaunch(
    _ group: Group, _ points: DeviceAddress,
    _ target: (address: DeviceAddress, activation: DeviceActivation, activated: DeviceAddress)
  ) -> DeviceWork {
    // A block has enough images for a tile or more a thread, and for its shared memory.
    let bytes = Self.points * 4 * down * across
    let together = min(
      KernelGrid.blocks(for: 128, of: down * across), Self.sharedBytes / bytes, group.images)
    return .launch(
      KernelLaunch(
        source: "Winograd", kernel: "winograd_input_gradient",
        grid: Extent3(
          KernelGrid.blocks(for: group.images, of: together), convolution.channels),
        block: Extent3(128), sharedBytes: together * bytes,
        arguments: [
          .address(points), inputPlanes(group), .int(together), .int(target.activation.rawValue),
          .address(target.activated + group.inputOffset),
          .address(target.address + group.inputOffset),
        ]))
  }

  /// Images that are worked through together, and where their numbers lie, in bytes.
  private struct Group {
    let first: Int
    let images: Int
    let tiles: Int
    let inputOffset: Int
    let outputOffset: Int
    let sampleOffset: Int
  }

  private var groups: [Group] {
    stride(from: 0, to: convolution.images, by: imagesTogether).map { first in
      let images = min(imagesTogether, convolution.images - first)
      return Group(
        first: first, images: images, tiles: images * down * across,
        inputOffset: 4 * convolution.inputCount / convolution.images * first,
        outputOffset: 4 * convolution.outputCount / convolution.images * first,
        sampleOffset: sampleBytes / convolution.images * first)
    }
  }

  private func inputPlanes(_ group: Group) -> KernelArgument {
    planes(
      group, convolution.channels, convolution.height, convolution.width, convolution.top,
      convolution.left)
  }

  private func outputPlanes(_ group: Group) -> KernelArgument {
    planes(
      group, convolution.filters, convolution.outputHeight, convolution.outputWidth, 0, 0)
  }

  /// As `WinogradPlanes` in `Winograd.cu`.
  private func planes(
    _ group: Group, _ channels: Int, _ height: Int, _ width: Int, _ top: Int, _ left: Int
  ) -> KernelArgument {
    let numbers = [
      group.images, channels, height, width, top, left, down, across, convolution.kernel,
    ]
    return .words(numbers.map(Int32.init))
  }

  /// A thread for each tile of each channel.
  private func grid(_ group: Group, _ channels: Int) -> Extent3 {
    Extent3(KernelGrid.blocks(for: group.tiles, of: 128), channels)
  }

  private func launch(
    _ kernel: String, _ grid: Extent3, _ arguments: [KernelArgument]
  ) -> DeviceWork {
    .launch(
      KernelLaunch(
        source: "Winograd", kernel: "winograd_" + kernel, grid: grid, block: Extent3(128),
        arguments: arguments))
  }
}
