#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import NeuralNetworks

/// One step of an optimizer over all parameters of a network.
package enum OptimizerKernels {
  /// Where all parameters and their gradients lie, and what the step depends on.
  package struct Arena {
    package var parameters: DeviceAddress
    package var gradients: DeviceAddress
    /// How many numbers each of the two has.
    package var count: Int
    /// `TrainingStateWord`.
    package var state: DeviceAddress
    /// Four numbers for each step of the epoch: see `schedule`.
    package var schedule: DeviceAddress

    package init(
      parameters: DeviceAddress, gradients: DeviceAddress, count: Int, state: DeviceAddress,
      schedule: DeviceAddress
    ) {
      self.parameters = parameters
      self.gradients = gradients
      self.count = count
      self.state = state
      self.schedule = schedule
    }
  }

  /// Moves all parameters as `Adam.move` does.
  package static func adam(
    _ rule: Adam, _ arena: Arena, firstMoments: DeviceAddress, secondMoments: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "adam_step", arena, [firstMoments, secondMoments],
      [
        .float(Float(rule.beta1)), .float(Float(rule.beta2)), .float(Float(rule.epsilon)),
        .float(Float(rule.weightDecay)),
      ])
  }

  /// Moves all parameters as `SGD.move` does.
  package static func sgd(
    _ rule: SGD, _ arena: Arena, velocities: DeviceAddress
  ) -> KernelLaunch {
    launch(
      "momentum_step", arena, [velocities],
      [
        .float(Float(rule.momentum)), .float(Float(rule.weightDecay)),
        .int(rule.nesterov ? 1 : 0),
      ])
  }

  /// What a step of Adam depends on: the rate over what the first moments hold of a steady value, and the
  /// inverse root of what the second hold; `step` counts from 1.
  package static func schedule(of rule: Adam, rate: Double, step: Int) -> [Float] {
    let share1 = 1 - pow(rule.beta1, Double(step))
    let share2 = 1 - pow(rule.beta2, Double(step))
    return [Float(rate / share1), Float(1 / share2.squareRoot()), 0, 0]
  }

  /// What a step of gradient descent depends on: the rate.
  package static func schedule(of rule: SGD, rate: Double, step: Int) -> [Float] {
    [Float(rate), 0, 0, 0]
  }

  private static func launch(
    _ kernel: String, _ arena: Arena, _ slots: [DeviceAddress], _ constants: [KernelArgument]
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Optimizers", kernel: kernel,
      grid: Extent3(KernelGrid.blocks(for: arena.count, of: 4 * 128)), block: Extent3(128),
      arguments: [.address(arena.parameters), .address(arena.gradients)]
        + slots.map { .address($0) } + [
          .uint64(UInt64(arena.count)), .address(arena.state), .address(arena.schedule),
        ] + constants)
  }
}
