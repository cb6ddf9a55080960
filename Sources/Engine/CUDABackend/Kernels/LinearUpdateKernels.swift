import NeuralNetworks

/// The step of an optimizer on a large linear layer, without its weights' gradient in memory.
///
/// Where a general product would write the gradient and the optimizer read it again, each gradient is
/// summed and used at once. The gradient of the layer's input has to be computed before: it needs the old
/// weights.
package enum LinearUpdateKernels {
  /// A linear layer in a training step.
  package struct Layer: Hashable, Sendable {
    /// Of shape `[batch, inputs]`.
    package var input: DeviceAddress
    /// Of shape `[batch, outputs]`.
    package var outputGradient: DeviceAddress
    /// Of shape `[outputs, inputs]`.
    package var weight: DeviceAddress
    package var bias: DeviceAddress?
    package var batch: Int
    package var inputs: Int
    package var outputs: Int
    /// `TrainingStateWord`.
    package var state: DeviceAddress
    /// Four numbers for each step of the epoch: see `OptimizerKernels.schedule`.
    package var schedule: DeviceAddress

    package init(
      input: DeviceAddress, outputGradient: DeviceAddress, weight: DeviceAddress,
      bias: DeviceAddress?, batch: Int, inputs: Int, outputs: Int, state: DeviceAddress,
      schedule: DeviceAddress
    ) {
      self.input = input
      self.outputGradient = outputGradient
      self.weight = weight
      self.bias = bias
      self.batch = batch
      self.inputs = inputs
      self.outputs = outputs
      self.state = state
      self.schedule = schedule
    }
  }

  /// Whether a layer is large enough that its gradient's way through memory is what costs, and its batch
  /// small enough that the products hide behind the weights' own.
  package static func isSuited(batch: Int, inputs: Int, outputs: Int) -> Bool {
    inputs % 4 == 0 && batch <= 128 && inputs * outputs >= 1 << 18
  }

  /// Moves weights and biases as `Adam.move` does.
  ///
  /// - `weightMoments`, `biasMoments`: The first and the second moments.
  package static func adam(
    _ rule: Adam, _ layer: Layer, weightMoments: (DeviceAddress, DeviceAddress),
    biasMoments: (DeviceAddress, DeviceAddress)?
  ) -> KernelLaunch {
    launch(
      "linear_update_adam", layer, [weightMoments.0, weightMoments.1],
      [biasMoments?.0, biasMoments?.1],
      [
        .float(Float(rule.beta1)), .float(Float(rule.beta2)), .float(Float(rule.epsilon)),
        .float(Float(rule.weightDecay)),
      ])
  }

  /// Moves weights and biases as `SGD.move` does.
  package static func sgd(
    _ rule: SGD, _ layer: Layer, weightVelocities: DeviceAddress, biasVelocities: DeviceAddress?
  ) -> KernelLaunch {
    launch(
      "linear_update_momentum", layer, [weightVelocities], [biasVelocities],
      [
        .float(Float(rule.momentum)), .float(Float(rule.weightDecay)),
        .int(rule.nesterov ? 1 : 0),
      ])
  }

  private static func launch(
    _ kernel: String, _ layer: Layer, _ slots: [DeviceAddress], _ biasSlots: [DeviceAddress?],
    _ constants: [KernelArgument]
  ) -> KernelLaunch {
    KernelLaunch(
      source: "LinearUpdate", kernel: kernel,
      grid: Extent3(
        KernelGrid.blocks(for: layer.inputs, of: 128),
        KernelGrid.blocks(for: layer.outputs, of: 64)),
      block: Extent3(256),
      arguments: [
        .address(layer.input), .address(layer.outputGradient), .address(layer.weight),
      ]
        + slots.map { .address($0) } + [.address(ifAny: layer.bias)]
        + biasSlots.map { .address(ifAny: $0) } + [
          .words([layer.batch, layer.inputs, layer.outputs].map(Int32.init)),
          .address(layer.state), .address(layer.schedule),
        ] + constants)
  }
}
