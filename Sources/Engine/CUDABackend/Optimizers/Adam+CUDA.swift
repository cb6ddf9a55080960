import NeuralNetworks

extension Adam: CUDAOptimizer {
  func schedule(rate: Double, step: Int) -> [Float] {
    OptimizerKernels.schedule(of: self, rate: rate, step: step)
  }

  func update(_ arena: OptimizerKernels.Arena, slots: [DeviceAddress]) -> KernelLaunch {
    OptimizerKernels.adam(self, arena, firstMoments: slots[0], secondMoments: slots[1])
  }
}
