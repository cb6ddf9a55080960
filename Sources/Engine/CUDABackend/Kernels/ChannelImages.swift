/// A batch of images as kernels that go through it by channel see it.
package struct ChannelImages: Hashable, Sendable {
  package var batch: Int
  package var channels: Int
  /// Of one plane; 1 for the features of a linear layer.
  package var pixels: Int
  package var isChannelsLast: Bool

  package init(batch: Int, channels: Int, pixels: Int, isChannelsLast: Bool) {
    self.batch = batch
    self.channels = channels
    self.pixels = pixels
    self.isChannelsLast = isChannelsLast
  }

  /// The rows of a linear layer's input or output.
  package init(rows: Int, features: Int) {
    self.init(batch: rows, channels: features, pixels: 1, isChannelsLast: true)
  }

  /// How many numbers there are.
  package var count: Int { batch * channels * pixels }

  /// The argument of kernels.
  var words: KernelArgument {
    .words([Int32(batch), Int32(channels), Int32(pixels), isChannelsLast ? 1 : 0])
  }

  /// The grid of a kernel that goes through all numbers, four to a thread: `ChannelMaps.cuh`.
  var mapGrid: Extent3 {
    KernelGrid.persistent(for: KernelGrid.blocks(for: count, of: 4), threads: 256)
  }

  /// Channels that one block sums: `ChannelSums.cuh`.
  private var groups: Int { isChannelsLast ? KernelGrid.blocks(for: channels, of: 32) : channels }

  /// Parts of the batch × groups of channels: enough blocks for all multiprocessors, with four numbers or
  /// more for each thread.
  var sumGrid: Extent3 {
    let perGroup = isChannelsLast ? batch * pixels * 32 : batch * pixels
    let most = min(KernelGrid.blocks(for: 4 * 132, of: groups), perGroup / (4 * 256))
    return Extent3(max(min(most, isChannelsLast ? batch * pixels : batch), 1), groups)
  }

  /// The bytes of working memory that sums of `terms` values of `valueBytes` bytes each need; cleared
  /// before the first use, and left so that they need no clearing again.
  func sumScratchBytes(terms: Int, valueBytes: Int) -> Int {
    counterBytes + sumGrid.x * terms * channels * valueBytes
  }

  /// Of the counters, one for each group, which lie before the values.
  var counterBytes: Int { KernelGrid.blocks(for: 4 * groups, of: 256) * 256 }
}
