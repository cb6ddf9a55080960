import Contracts
import Tensors

/// A rule that turns gradients into better parameters.
public protocol Optimizer: Sendable, CustomStringConvertible {
  /// How long the steps are.
  var learningRate: LearningRate { get }

  /// What the rule remembers from step to step.
  var memory: OptimizerMemory { get set }

  /// How many tensors the rule keeps for each parameter.
  static var slots: Int { get }

  /// Moves one parameter, in place.
  ///
  /// - Parameters:
  ///   - parameter: What is to be moved, a part of some parameter.
  ///   - gradient: The gradient of the loss with respect to it.
  ///   - slots: What the rule remembers of it, `slots` blocks of the same length.
  ///   - count: How many numbers there are.
  ///   - rate: The learning rate of this step.
  ///   - step: How many steps there were, this one included.
  func move(
    _ parameter: UnsafeMutablePointer<Float>, along gradient: UnsafePointer<Float>,
    remembering slots: [UnsafeMutablePointer<Float>], count: Int, rate: Double, step: Int)
}

/// What an optimizer remembers: averages for each parameter, and how many steps there were.
public struct OptimizerMemory: Sendable, Equatable {
  /// One list for each slot of the rule, with a tensor for each parameter.
  public var slots: [[Tensor]] = []

  /// Updates so far.
  public var steps = 0

  public init() {}
}

extension Optimizer {
  /// Moves all parameters of `model` against their gradients.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - gradients: One for each parameter, in the order of `visitParameters`.
  ///   - epoch: Epochs since the beginning, for the learning rate.
  /// - Precondition: Parameters and gradients agree in number and shape.
  public mutating func update(
    _ model: inout some Layer, with gradients: [Tensor], at epoch: Double = 0
  ) {
    if memory.slots.count != Self.slots
      || memory.slots.contains(where: { $0.count != gradients.count })
    {
      memory.slots = Array(
        repeating: gradients.map { Tensor(zeros: $0.shape) }, count: Self.slots)
    }
    memory.steps += 1
    let (step, rate) = (memory.steps, learningRate.rate(at: epoch))
    // Moved out for the loop, so that each tensor has one owner and changes without a copy.
    var slots = memory.slots
    memory.slots = []
    var index = 0
    model.visitParameters { name, parameter in
      require(
        gradients.indices.contains(index) && gradients[index].shape == parameter.shape,
        "update(_:with:): no gradient of shape \(parameter.shape) for \(name).")
      advance(&parameter, gradients[index], &slots, at: index, rate: rate, step: step)
      index += 1
    }
    require(
      index == gradients.count,
      "update(_:with:): \(gradients.count) gradients for \(index) parameters.")
    memory.slots = slots
  }

  private func advance(
    _ parameter: inout Tensor, _ gradient: Tensor, _ slots: inout [[Tensor]], at index: Int,
    rate: Double, step: Int
  ) {
    let addresses = slots.indices.map { slot in
      slots[slot][index].withMutableValues { $0.baseAddress }
    }
    let remembered = addresses.compactMap { $0 }
    parameter.withMutableValues { parameter in
      gradient.withValues { gradient in
        guard
          let start = parameter.baseAddress, let slope = gradient.baseAddress,
          remembered.count == addresses.count
        else { return }
        forEachPart(of: parameter.count, length: 65_536) { part in
          move(
            start + part.lowerBound, along: slope + part.lowerBound,
            remembering: remembered.map { $0 + part.lowerBound }, count: part.count, rate: rate,
            step: step)
        }
      }
    }
  }
}
