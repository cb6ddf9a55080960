/// Dropout with the draws of the processor.
package enum DropoutKernels {
  /// What the draws of a layer depend on.
  package struct Draws {
    /// The fraction of numbers that are silenced.
    package var rate: Double
    /// The seed of the training run.
    package var seed: Int
    /// Where the epoch lies on the card, an `int`.
    package var epoch: DeviceAddress
    /// The number of each image in the data, `int[batch]`, and -1 where there is none.
    ///
    /// Without them the images are 0, 1, 2 and so on.
    package var numbers: DeviceAddress?
    /// The place of the layer in its network.
    package var path: [Int]

    package init(
      rate: Double, seed: Int, epoch: DeviceAddress, numbers: DeviceAddress?, path: [Int]
    ) {
      self.rate = rate
      self.seed = seed
      self.epoch = epoch
      self.numbers = numbers
      self.path = path
    }
  }

  /// How deep in its network a layer may stand.
  package static let deepestPath = 7

  /// Silences a share of the numbers of each image and scales the rest up; input and output may be one.
  package static func forward(
    _ input: DeviceAddress, of images: ChannelImages, _ draws: Draws, into output: DeviceAddress
  ) -> KernelLaunch {
    launch(input, images, draws, (.none, input), output)
  }

  /// Takes a gradient through the dropout, and then through the activation whose output was the dropout's
  /// input, if any; the two gradients may be one.
  package static func backward(
    _ outputGradient: DeviceAddress, of images: ChannelImages, _ draws: Draws,
    through activation: (kind: DeviceActivation, output: DeviceAddress)? = nil,
    into inputGradient: DeviceAddress
  ) -> KernelLaunch {
    launch(
      outputGradient, images, draws, activation ?? (.none, outputGradient), inputGradient)
  }

  private static func launch(
    _ input: DeviceAddress, _ images: ChannelImages, _ draws: Draws,
    _ activation: (kind: DeviceActivation, output: DeviceAddress), _ output: DeviceAddress
  ) -> KernelLaunch {
    let count = images.channels * images.pixels
    let path = [draws.path.count] + draws.path
    let padding = Array(repeating: 0, count: max(deepestPath - draws.path.count, 0))
    return KernelLaunch(
      source: "Dropout", kernel: "dropout_apply",
      grid: Extent3(KernelGrid.blocks(for: count, of: 4 * 256), images.batch), block: Extent3(256),
      arguments: [
        .address(input), .address(output), .address(activation.output),
        .int(activation.kind.rawValue),
        .address(draws.numbers ?? DeviceAddress(rawValue: 0)), .address(draws.epoch),
        .uint64(UInt64(bitPattern: Int64(draws.seed))), .uint64(purpose),
        .words((path + padding).map(Int32.init)), .int(images.channels), .int(images.pixels),
        // One pixel or one channel has the same order in both layouts.
        .int(images.isChannelsLast && images.pixels > 1 && images.channels > 1 ? 1 : 0),
        .float(Float(draws.rate)), .float(Float(1 / (1 - draws.rate))),
      ])
  }

  /// FNV-1a of the word that names the stream, as in `RandomStream`.
  private static let purpose = "dropout".utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
    ($0 ^ UInt64($1)) &* 0x100_0000_01B3
  }
}
