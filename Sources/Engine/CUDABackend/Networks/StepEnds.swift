import NeuralNetworks

/// A rule that the card has a form for: one launch moves all parameters.
///
/// Each stands in a file of its own in `Optimizers/`.
protocol CUDAOptimizer: Optimizer {
  /// Four numbers of a step that change with its rate and number; its launch finds the row of its step.
  func schedule(rate: Double, step: Int) -> [Float]

  /// The launch that moves parameters along their gradients. `slots` are arenas of what the rule
  /// remembers.
  func update(_ arena: OptimizerKernels.Arena, slots: [DeviceAddress]) -> KernelLaunch

  /// The launch that moves a large linear layer as it computes its gradients. The slots are those of the
  /// layer's weights and biases.
  func update(
    _ layer: LinearUpdateKernels.Layer, weightSlots: [DeviceAddress], biasSlots: [DeviceAddress]?
  ) -> KernelLaunch
}

/// A loss that the card has a form for.
protocol CUDALoss: Loss {
  var kind: LossKernels.Kind { get }
}

extension CrossEntropy: CUDALoss {
  var kind: LossKernels.Kind { .crossEntropy }
}

extension MeanSquaredError: CUDALoss {
  var kind: LossKernels.Kind { .meanSquaredError }
}
