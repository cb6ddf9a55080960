import NeuralNetworks

extension SGD: CUDAOptimizer {
  func schedule(rate: Double, step: Int) -> [Float] {
    OptimizerKernels.schedule(of: self, rate: rate, step: step)
  }

  func update(_ arena: OptimizerKernels.Arena, slots: [DeviceAddress]) -> KernelLaunch {
    OptimizerKernels.sgd(self, arena, velocities: slots[0])
  }

  func update(
    _ layer: LinearUpdateKernels.Layer, weightSlots: [DeviceAddress], biasSlots: [DeviceAddress]?
  ) -> KernelLaunch {
    LinearUpdateKernels.sgd(
      self, layer, weightVelocities: weightSlots[0], biasVelocities: biasSlots?[0])
  }
}
