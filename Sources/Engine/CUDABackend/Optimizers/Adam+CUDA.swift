import NeuralNetworks

extension Adam: CUDAOptimizer {
  func schedule(rate: Double, step: Int) -> [Float] {
    OptimizerKernels.schedule(of: self, rate: rate, step: step)
  }

  func update(_ arena: OptimizerKernels.Arena, slots: [DeviceAddress]) -> KernelLaunch {
    OptimizerKernels.adam(self, arena, firstMoments: slots[0], secondMoments: slots[1])
  }

  func update(
    _ layer: LinearUpdateKernels.Layer, weightSlots: [DeviceAddress], biasSlots: [DeviceAddress]?
  ) -> KernelLaunch {
    LinearUpdateKernels.adam(
      self, layer, weightMoments: (weightSlots[0], weightSlots[1]),
      biasMoments: biasSlots.map { ($0[0], $0[1]) })
  }
}
