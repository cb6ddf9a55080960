/// From the data set on the card to the batch of a step, and between the two layouts of images.
package enum BatchKernels {
  /// Where the batch of a step lies on the card.
  package struct Batch {
    /// `[batch, channels, height, width]`, or channels last.
    package var images: DeviceAddress
    /// The true class of each image, `int[batch]`; -1 where there is none.
    package var labels: DeviceAddress
    /// The number of each image in the data, `int[batch]`; -1 where there is none.
    package var numbers: DeviceAddress

    package init(images: DeviceAddress, labels: DeviceAddress, numbers: DeviceAddress) {
      self.images = images
      self.labels = labels
      self.numbers = numbers
    }
  }

  /// Takes the images of the state's next step from the data, in the order of the epoch.
  ///
  /// Afterwards the state tells the step and how many images it has. Behind the end of the epoch the
  /// batch holds zeros.
  ///
  /// `rows` holds images as numbers, `[images, channels × pixels]`, and `labels` the class of each,
  /// `int[images]`. For the images of the epoch, `order` tells in which row each lies, and `numbers` which
  /// number it has in the data, both `int[total]` and perhaps the same. `size` is that of a full batch.
  package static func gather(
    rows: DeviceAddress, order: DeviceAddress, numbers: DeviceAddress, labels: DeviceAddress,
    state: DeviceAddress, size: Int, total: Int, channels: Int, pixels: Int, channelsLast: Bool,
    into batch: Batch
  ) -> KernelLaunch {
    let isReordered = channelsLast && channels > 1
    // Each thread moves four numbers, or a pixel.
    let work = isReordered ? pixels : KernelGrid.blocks(for: channels * pixels, of: 4)
    let sizes: [KernelArgument] =
      isReordered ? [.int(channels), .int(pixels)] : [.int(channels * pixels)]
    return KernelLaunch(
      source: "Batches", kernel: isReordered ? "gather_batch_channels_last" : "gather_batch",
      grid: Extent3(KernelGrid.blocks(for: work, of: 256), size), block: Extent3(256),
      arguments: [
        .address(rows), .address(order), .address(numbers), .address(labels), .address(state),
        .int(size),
      ]
        + sizes + [
          .int(total), .address(batch.images), .address(batch.labels), .address(batch.numbers),
        ])
  }

  /// Goes on to the next step of the epoch; for steps without a loss, which would do it.
  package static func advance(state: DeviceAddress) -> KernelLaunch {
    KernelLaunch(
      source: "Batches", kernel: "advance_state", grid: Extent3(1), block: Extent3(1),
      arguments: [.address(state)])
  }

  /// Swaps the last two axes of `[items, rows, columns]`.
  ///
  /// From channels first to channels last rows are the channels and columns the pixels; back, the other
  /// way round. For filters the items are the filters, and the pixels those of the kernel.
  package static func transpose(
    _ input: DeviceAddress, items: Int, rows: Int, columns: Int, into output: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Batches", kernel: "transpose_items",
      grid: Extent3(
        KernelGrid.blocks(for: columns, of: 32), KernelGrid.blocks(for: rows, of: 32),
        min(max(items, 1), 65_535)),
      block: Extent3(32, 8),
      arguments: [.address(input), .address(output), .int(items), .int(rows), .int(columns)])
  }
}
