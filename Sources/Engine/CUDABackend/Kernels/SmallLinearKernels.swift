/// Linear layers with few weights: input `[batch, inputs]`, weight `[outputs, inputs]`, output `[batch,
/// outputs]`.
package enum SmallLinearKernels {
  /// Up to how many weights a layer is small: beyond, a general matrix product is faster.
  package static let mostWeights = 1 << 17

  /// Computes `output = activation(input · weightᵀ + bias)`.
  package static func forward(
    input: DeviceAddress, weight: DeviceAddress, bias: DeviceAddress?,
    activation: DeviceActivation = .none, output: DeviceAddress, batch: Int, inputs: Int,
    outputs: Int
  ) -> KernelLaunch {
    KernelLaunch(
      source: "SmallLinear", kernel: "small_linear_forward",
      grid: Extent3(
        KernelGrid.blocks(for: outputs, of: 4), KernelGrid.blocks(for: batch, of: 16)),
      block: Extent3(128),
      arguments: [
        .address(input), .address(weight), .address(ifAny: bias), .address(output), .int(batch),
        .int(inputs), .int(outputs), .int(activation.rawValue),
      ])
  }

  /// One of the products of a backward pass.
  package struct Gradient: Hashable, Sendable {
    fileprivate var left: DeviceAddress
    fileprivate var right: DeviceAddress
    fileprivate var result: DeviceAddress
    fileprivate var extra: DeviceAddress?
    fileprivate var rows: Int
    fileprivate var columns: Int
    fileprivate var depth: Int
    fileprivate var leftIsTransposed: Bool
    fileprivate var activation: DeviceActivation

    /// The gradient of the weights, `outputGradientᵀ · input`, and that of the biases.
    package static func weight(
      outputGradient: DeviceAddress, input: DeviceAddress, weightGradient: DeviceAddress,
      biasGradient: DeviceAddress?, batch: Int, inputs: Int, outputs: Int
    ) -> Gradient {
      Gradient(
        left: outputGradient, right: input, result: weightGradient, extra: biasGradient,
        rows: outputs, columns: inputs, depth: batch, leftIsTransposed: true, activation: .none)
    }

    /// The gradient of the input, `outputGradient · weight`.
    ///
    /// Where an activation made the input, `below` is the input and `activation` that one: the result is
    /// then the gradient of what came before it.
    package static func input(
      outputGradient: DeviceAddress, weight: DeviceAddress, inputGradient: DeviceAddress,
      below: DeviceAddress? = nil, activation: DeviceActivation = .none, batch: Int, inputs: Int,
      outputs: Int
    ) -> Gradient {
      Gradient(
        left: outputGradient, right: weight, result: inputGradient,
        extra: activation == .none ? nil : below, rows: batch, columns: inputs, depth: outputs,
        leftIsTransposed: false, activation: activation)
    }

    /// Tiles of 32 × 32 numbers, a block each.
    fileprivate var tiles: Int {
      KernelGrid.blocks(for: rows, of: 32) * KernelGrid.blocks(for: columns, of: 32)
    }
  }

  /// How many gradients share a launch.
  package static let most = 4

  /// Computes up to `most` gradients, of which none needs another, of one layer or several.
  ///
  /// - `loss`: What a `LinearHeadKernels` launch left to be summed; a block does it beside the others.
  package static func gradients(
    _ gradients: [Gradient], summing loss: LinearHeadKernels.RowLosses? = nil
  ) -> KernelLaunch {
    var arguments: [KernelArgument] = []
    var blocks = 0
    for place in 0..<most {
      if place < gradients.count {
        let each = gradients[place]
        blocks += each.tiles
        arguments += [
          .address(each.left), .address(each.right), .address(each.result),
          .address(ifAny: each.extra),
          words(
            each.rows, each.columns, each.depth, each.leftIsTransposed ? 1 : 0,
            each.activation.rawValue, blocks),
        ]
      } else {
        let none = Array(repeating: KernelArgument.address(ifAny: nil), count: 4)
        arguments += none + [words(0, 0, 0, 0, 0, blocks)]
      }
    }
    arguments += [
      .address(ifAny: loss?.rowLosses), .address(ifAny: loss?.rowHits), .int(loss?.batch ?? 0),
      .address(ifAny: loss?.losses), .address(ifAny: loss?.hits), .address(ifAny: loss?.state),
      .int(loss?.divisor ?? 1), .int(loss?.advances == true ? 1 : 0),
    ]
    return KernelLaunch(
      source: "SmallLinear", kernel: "small_linear_gradients",
      grid: Extent3(blocks + (loss == nil ? 0 : 1)), block: Extent3(128), arguments: arguments)
  }

  private static func words(_ words: Int...) -> KernelArgument { .words(words.map(Int32.init)) }
}
