/// The end of a network, up to three linear layers with few weights, in one launch: forward alone, or on
/// through the loss and back to the input's gradient.
package enum LinearHeadKernels {
  /// One linear layer and the activation behind it.
  package struct Layer: Hashable, Sendable {
    package var weight: DeviceAddress
    package var bias: DeviceAddress?
    package var activation: DeviceActivation
    package var outputs: Int
    /// `[batch, outputs]`; nil where nobody needs it, but for the last layer's.
    package var output: DeviceAddress?
    /// The gradient of what the activation is applied to, `[batch, outputs]`; with a loss.
    package var gradient: DeviceAddress?

    package init(
      weight: DeviceAddress, bias: DeviceAddress?, activation: DeviceActivation, outputs: Int,
      output: DeviceAddress?, gradient: DeviceAddress? = nil
    ) {
      self.weight = weight
      self.bias = bias
      self.activation = activation
      self.outputs = outputs
      self.output = output
      self.gradient = gradient
    }
  }

  /// The layers and what they are applied to, `[batch, inputs]`.
  package struct Head: Hashable, Sendable {
    package var batch: Int
    package var inputs: Int
    package var input: DeviceAddress
    package var layers: [Layer]

    package init(batch: Int, inputs: Int, input: DeviceAddress, layers: [Layer]) {
      self.batch = batch
      self.inputs = inputs
      self.input = input
      self.layers = layers
    }

    var sizes: [Int] { [inputs] + layers.map(\.outputs) }
  }

  /// The losses of a batch's rows, and where their sum is noted as `LossKernels` does it.
  ///
  /// The head writes one number for each row; `SmallLinearKernels.gradients`, which follows it in a
  /// training step, adds them up.
  package struct RowLosses: Hashable, Sendable {
    package var kind: LossKernels.Kind
    package var labels: DeviceAddress
    /// `TrainingStateWord`.
    package var state: DeviceAddress
    /// Working memory, `double[batch]` and `int[batch]`.
    package var rowLosses: DeviceAddress
    package var rowHits: DeviceAddress
    /// The mean loss of each step of an epoch, `double[steps]`.
    package var losses: DeviceAddress
    /// How many images of each step were recognised, `int[steps]`.
    package var hits: DeviceAddress
    package var batch: Int
    package var classes: Int
    /// Whether the state goes on to the next step, as it must once in each.
    package var advances: Bool

    package init(
      kind: LossKernels.Kind, labels: DeviceAddress, state: DeviceAddress,
      rowLosses: DeviceAddress, rowHits: DeviceAddress, losses: DeviceAddress, hits: DeviceAddress,
      batch: Int, classes: Int, advances: Bool
    ) {
      self.kind = kind
      self.labels = labels
      self.state = state
      self.rowLosses = rowLosses
      self.rowHits = rowHits
      self.losses = losses
      self.hits = hits
      self.batch = batch
      self.classes = classes
      self.advances = advances
    }

    /// What the sum over the images is divided by, besides their number.
    var divisor: Int { kind == .meanSquaredError ? classes : 1 }
  }

  /// Whether layers of these sizes (input first) are few and small enough for one launch.
  ///
  /// A block reads all weights for each row: beyond some 100,000, launches of their own are faster.
  package static func isSuited(sizes: [Int]) -> Bool {
    let weights = zip(sizes, sizes.dropFirst()).map { $0 * $1 }
    return (2...4).contains(sizes.count) && weights.reduce(0, +) <= 100_000
      && sharedBytes(sizes) <= 48 * 1024
  }

  /// Computes the outputs of the layers.
  package static func forward(_ head: Head) -> KernelLaunch {
    launch(head, inputActivation: .none, inputGradient: nil, loss: nil)
  }

  /// Computes the outputs, the loss of each row, and all gradients but those of the weights.
  ///
  /// - `inputActivation`: What made the input, if its slope is taken over.
  /// - `inputGradient`: `[batch, inputs]`; nil where nobody needs it.
  package static func lossAndGradients(
    _ head: Head, inputActivation: DeviceActivation, inputGradient: DeviceAddress?, loss: RowLosses
  ) -> KernelLaunch {
    launch(head, inputActivation: inputActivation, inputGradient: inputGradient, loss: loss)
  }

  private static func launch(
    _ head: Head, inputActivation: DeviceActivation, inputGradient: DeviceAddress?,
    loss: RowLosses?
  ) -> KernelLaunch {
    let layers = head.layers.map { layer -> [KernelArgument] in
      [
        .address(layer.weight), .address(ifAny: layer.bias), .address(ifAny: layer.output),
        .address(ifAny: layer.gradient),
      ]
    }
    let none = Array(repeating: KernelArgument.address(ifAny: nil), count: 4 * (3 - layers.count))
    let code = loss.map { $0.kind == .crossEntropy ? 1 : 2 } ?? 0
    let spare = Array(repeating: 0, count: 3 - layers.count)
    let staged = staged(head.sizes)
    let words =
      [layers.count] + head.sizes + spare
      + [inputActivation.rawValue] + head.layers.map(\.activation.rawValue) + spare
      + [code, staged.first, sharedBytes(head.sizes) / 4]
    return KernelLaunch(
      source: "LinearHead", kernel: "linear_head", grid: Extent3(head.batch), block: Extent3(512),
      sharedBytes: sharedBytes(head.sizes) + staged.bytes,
      arguments: [.address(head.input)] + layers.flatMap { $0 } + none + [
        .address(ifAny: inputGradient), .address(ifAny: loss?.labels),
        .address(ifAny: loss?.state), .address(ifAny: loss?.rowLosses),
        .address(ifAny: loss?.rowHits), .words(words.map(Int32.init)),
      ])
  }

  /// The numbers of a row, two gradients, and shares of a gradient from each warp.
  private static func sharedBytes(_ sizes: [Int]) -> Int {
    func rounded(_ count: Int) -> Int { (count + 3) / 4 * 4 }
    let most = sizes.max() ?? 0
    // As many warps share a gradient as there are beyond one for each 128 (or 32) inputs.
    let shares = sizes.map { size in
      size * max(1, 16 / KernelGrid.blocks(for: size, of: size % 4 == 0 ? 128 : 32))
    }
    // A weight that is not aligned is read number by number, with fewer shares.
    return 4 * (sizes.map(rounded).reduce(0, +) + 2 * rounded(most) + rounded(shares.max() ?? 0))
  }

  /// The last layers whose weights fit shared memory: the first of them, and their bytes.
  ///
  /// There a layer need not wait for them. Every card from compute capability 8.0 on has 96 kB.
  private static func staged(_ sizes: [Int]) -> (first: Int, bytes: Int) {
    var (first, bytes) = (sizes.count - 1, 0)
    while first > 0 {
      let more = (sizes[first - 1] * sizes[first] + 3) / 4 * 16
      guard sharedBytes(sizes) + bytes + more <= 96 * 1024 else { break }
      bytes += more
      first -= 1
    }
    return (first, bytes)
  }
}
