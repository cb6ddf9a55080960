import NeuralNetworks

/// What a training step has besides its network: the loss, the rule, and where both find their own.
struct StepSite {
  let loss: LossKernels.Kind
  let rule: any CUDAOptimizer
  /// The true class of each image of the batch, -1 where there is none.
  let labels: DeviceAddress
  /// For each step of the epoch, in memory that the host sees too.
  let losses: DeviceAddress
  let hits: DeviceAddress
  /// Arenas of what the rule remembers.
  let slots: [DeviceAddress]
  /// Four numbers for each step of the epoch.
  let schedule: DeviceAddress
}
