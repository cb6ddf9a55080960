/// A whole small network in use, one or two pooled convolutions and up to three linear layers, in one
/// launch: a block takes one image from its pixels to its scores.
package enum SmallNetworkKernels {
  /// A convolution with its pooling, and where its parameters lie.
  package struct Stage: Hashable, Sendable {
    package var sizes: DevicePooledConvolution
    package var weight: DeviceAddress
    package var bias: DeviceAddress?

    package init(sizes: DevicePooledConvolution, weight: DeviceAddress, bias: DeviceAddress?) {
      self.sizes = sizes
      self.weight = weight
      self.bias = bias
    }
  }

  /// Threads of a block, as in the kernel.
  private static let threads = 512
  /// What every card gives a block.
  private static let mostSharedBytes = 48 * 1024

  /// Whether a network of these stages, with linear layers of these sizes (input first) behind them, has
  /// this form.
  package static func isSuited(stages: [DevicePooledConvolution], sizes: [Int]) -> Bool {
    guard let last = stages.last, (1...2).contains(stages.count),
      last.filters * last.pooledHeight * last.pooledWidth == sizes.first,
      LinearHeadKernels.isSuited(sizes: sizes),
      Layout(stages, sizes).end * 4 <= mostSharedBytes
    else { return false }
    let tilings = stages.map(PooledConvolutionTiling.init(wholeForward:))
    let areWhole = zip(stages, tilings).allSatisfy {
      $1.width == $0.filters && $1.slices == 1 && $1.threads <= threads
    }
    guard areWhole, let second = stages.dropFirst().first else { return areWhole }
    // What the first stage writes lies between the second one's zeros.
    return [second.channels, second.height, second.width]
      == [stages[0].filters, stages[0].pooledHeight, stages[0].pooledWidth]
      && second.top + second.height <= 2 * second.pooledHeight + second.kernel - 1
      && second.left + second.width <= tilings[1].rowStride
  }

  /// Computes the scores of a batch of images.
  ///
  /// - `head`: The linear layers; its `input` is not read, and only the last layer's output is written.
  /// - `images`: `[images, channels, height, width]`.
  ///
  /// - Precondition: `isSuited`.
  package static func forward(
    _ stages: [Stage], head: LinearHeadKernels.Head, images: DeviceAddress
  ) -> KernelLaunch {
    let sizes = stages.map(\.sizes)
    let layout = Layout(sizes, head.sizes)
    let spareLayers = 3 - head.layers.count
    let numbers =
      [layout.row, head.layers.count] + head.sizes + Array(repeating: 0, count: spareLayers)
      + head.layers.map(\.activation.rawValue) + Array(repeating: 0, count: spareLayers)
    let words =
      [Int32(stages.count)] + twice(sizes.map(\.numbers))
      + twice(sizes.map { PooledConvolutionTiling(wholeForward: $0).numbers })
      + twice(layout.planes.map { [Int32($0)] }) + twice(layout.filters.map { [Int32($0)] })
      + numbers.map(Int32.init)
    return KernelLaunch(
      source: "SmallNetwork", kernel: "small_network", grid: Extent3(head.batch),
      block: Extent3(threads), sharedBytes: layout.end * 4,
      arguments: [
        .address(images), .address(ifAny: head.layers.last?.output),
        .words(
          addresses(stages.map(\.weight), of: 2) + addresses(stages.map(\.bias), of: 2)
            + addresses(head.layers.map(\.weight), of: 3)
            + addresses(head.layers.map(\.bias), of: 3)),
        .words(words),
      ])
  }

  /// The words of one or two stages, and zeros for the one that is not there.
  private static func twice(_ words: [[Int32]]) -> [Int32] {
    words.flatMap { $0 }
      + Array(repeating: 0, count: (2 - words.count) * (words.first?.count ?? 0))
  }

  /// A list of `count` addresses as words, the low half of each first; 0 for those that are not there.
  private static func addresses(_ list: [DeviceAddress?], of count: Int) -> [Int32] {
    let all = list + Array(repeating: nil, count: count - list.count)
    return all.flatMap { address in
      let bits = address?.rawValue ?? 0
      return [Int32(truncatingIfNeeded: bits), Int32(truncatingIfNeeded: bits >> 32)]
    }
  }

  /// Where what a block works on lies in its shared memory, in numbers of 4 bytes.
  private struct Layout {
    var planes: [Int] = []
    var filters: [Int] = []
    var row = 0
    /// How many numbers there are without the linear layers' weights.
    var end = 0

    init(_ stages: [DevicePooledConvolution], _ sizes: [Int]) {
      func take(_ count: Int) -> Int {
        defer { end += (count + 3) / 4 * 4 }
        return end
      }
      for stage in stages {
        let tiling = PooledConvolutionTiling(wholeForward: stage)
        planes.append(take(stage.channels * tiling.planeStride))
        filters.append(take(stage.depth * tiling.weightStride))
      }
      row = end
      for size in sizes { _ = take(size) }
    }
  }
}
