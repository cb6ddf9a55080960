/// The last stage of sums that other kernels have begun, each block for a part of the batch.
package enum PartialSumKernels {
  /// Sums over parts: `result[place] = Σ partials[part × stride + place]`.
  package struct Sum: Hashable, Sendable {
    package var partials: DeviceAddress
    package var parts: Int
    /// Numbers from one part to the next.
    package var stride: Int
    package var count: Int
    package var result: DeviceAddress

    package init(
      partials: DeviceAddress, parts: Int, stride: Int, count: Int, result: DeviceAddress
    ) {
      self.partials = partials
      self.parts = parts
      self.stride = stride
      self.count = count
      self.result = result
    }
  }

  /// How many sums share a launch.
  package static let most = 4

  /// Adds the parts of up to `most` sums, in the same order at each run.
  package static func add(_ sums: [Sum]) -> KernelLaunch {
    var blocks = [0]
    for sum in sums {
      blocks.append(blocks[blocks.count - 1] + KernelGrid.blocks(for: sum.count, of: 32))
    }
    let all = blocks[blocks.count - 1]
    let spare = Array(repeating: Int32(0), count: most - sums.count)
    let words = [
      sums.map { Int32($0.parts) } + spare, sums.map { Int32($0.stride) } + spare,
      sums.map { Int32($0.count) } + spare,
      blocks.dropFirst().map(Int32.init) + spare.map { _ in Int32(all) },
    ]
    func pointers(_ address: (Sum) -> DeviceAddress) -> [KernelArgument] {
      (0..<most).map { .address(ifAny: $0 < sums.count ? address(sums[$0]) : nil) }
    }
    return KernelLaunch(
      source: "PartialSums", kernel: "sum_partials", grid: Extent3(all), block: Extent3(32, 8),
      arguments: pointers(\.partials) + pointers(\.result) + [.words(words.flatMap { $0 })])
  }
}
