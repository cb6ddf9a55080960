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
    var moves = [Move]()
    var index = 0
    model.visitParameters { name, parameter in
      require(
        gradients.indices.contains(index) && gradients[index].shape == parameter.shape,
        "update(_:with:): no gradient of shape \(parameter.shape) for \(name).")
      if let move = Move(&parameter, gradients[index], &slots, at: index) { moves.append(move) }
      index += 1
    }
    require(
      index == gradients.count,
      "update(_:with:): \(gradients.count) gradients for \(index) parameters.")
    // All numbers stay where they are while the model, the slots and the gradients hold them.
    withExtendedLifetime((model, slots, gradients)) { makeMoves(moves, rate: rate, step: step) }
    memory.slots = slots
  }

  /// Moves all parameters at once, in parts of a length that their sizes alone decide: small networks
  /// have most of their numbers in one or two of them.
  private func makeMoves(_ moves: [Move], rate: Double, step: Int) {
    let total = moves.reduce(0) { $0 + $1.count }
    let length = min(max(2048, total / 64 / 16 * 16), 16_384)
    let parts = moves.indices.flatMap { index in
      stride(from: 0, to: moves[index].count, by: length).map { first in
        (index, first..<min(first + length, moves[index].count))
      }
    }
    forEachTask(parts.count, work: Work.moving(6 * total)) { task in
      let (index, range) = parts[task]
      let part = moves[index].part(range)
      self.move(
        part.parameter, along: part.gradient, remembering: part.slots, count: part.count,
        rate: rate, step: step)
    }
  }
}

/// Where the numbers of a parameter lie, and all that its step needs.
private struct Move {
  let parameter: UnsafeMutablePointer<Float>
  let gradient: UnsafePointer<Float>
  let slots: [UnsafeMutablePointer<Float>]
  let count: Int

  /// Nil for a parameter without numbers.
  init?(_ parameter: inout Tensor, _ gradient: Tensor, _ slots: inout [[Tensor]], at index: Int) {
    let remembered = slots.indices.compactMap { slot in
      slots[slot][index].withMutableValues { $0.baseAddress }
    }
    guard let start = parameter.withMutableValues({ $0.baseAddress }),
      let slope = gradient.withValues({ $0.baseAddress }), remembered.count == slots.count
    else { return nil }
    self.init(parameter: start, gradient: slope, slots: remembered, count: parameter.count)
  }

  private init(
    parameter: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    slots: [UnsafeMutablePointer<Float>], count: Int
  ) {
    self.parameter = parameter
    self.gradient = gradient
    self.slots = slots
    self.count = count
  }

  func part(_ range: Range<Int>) -> Move {
    Move(
      parameter: parameter + range.lowerBound, gradient: gradient + range.lowerBound,
      slots: slots.map { $0 + range.lowerBound }, count: range.count)
  }
}
