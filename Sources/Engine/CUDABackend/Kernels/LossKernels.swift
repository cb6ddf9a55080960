/// The mean loss of a batch, its gradient, and how many images were recognised.
package enum LossKernels {
  package enum Kind: String, CaseIterable, Sendable {
    case crossEntropy = "cross_entropy_loss"
    case meanSquaredError = "mean_squared_error_loss"
  }

  /// Where a loss reads and writes on the card.
  package struct Places {
    /// The network's output, `[batch, classes]`.
    package var output: DeviceAddress
    /// The true class of each row, `int[batch]`.
    package var labels: DeviceAddress
    /// `TrainingStateWord`.
    package var state: DeviceAddress
    /// With respect to the output; nil where none is needed.
    package var gradient: DeviceAddress?
    /// The mean loss of each step of an epoch, `double[steps]`.
    package var losses: DeviceAddress
    /// How many images of each step were recognised, `int[steps]`.
    package var hits: DeviceAddress
    /// Working memory, `scratchBytes(batch:classes:)`.
    package var scratch: DeviceAddress

    package init(
      output: DeviceAddress, labels: DeviceAddress, state: DeviceAddress, gradient: DeviceAddress?,
      losses: DeviceAddress, hits: DeviceAddress, scratch: DeviceAddress
    ) {
      self.output = output
      self.labels = labels
      self.state = state
      self.gradient = gradient
      self.losses = losses
      self.hits = hits
      self.scratch = scratch
    }
  }

  private static let warps = 16

  /// One block for few numbers; else each warp has a row or several.
  private static func blocks(batch: Int, classes: Int) -> Int {
    batch * classes <= 16_384 ? 1 : min(KernelGrid.blocks(for: batch, of: warps), 132)
  }

  /// The bytes of working memory, which may hold anything before and after.
  package static func scratchBytes(batch: Int, classes: Int) -> Int {
    16 * blocks(batch: batch, classes: classes)
  }

  /// Measures the batch that the state describes, and notes loss and hits at the state's step.
  ///
  /// A loss that is not finite is noted in the state, where optimizers look. `advances` says whether the
  /// state goes on to the next step, as it must once in each.
  package static func measure(
    _ kind: Kind, batch: Int, classes: Int, advances: Bool, at places: Places
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Losses", kernel: kind.rawValue,
      grid: Extent3(blocks(batch: batch, classes: classes)), block: Extent3(32 * warps),
      arguments: [
        .address(places.output), .address(places.labels), .address(places.state), .int(batch),
        .int(classes), .address(places.gradient ?? DeviceAddress(rawValue: 0)),
        .address(places.losses), .address(places.hits), .address(places.scratch),
        .int(advances ? 1 : 0),
      ])
  }
}
