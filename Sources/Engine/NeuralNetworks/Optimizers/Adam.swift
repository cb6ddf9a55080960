import CKernels
import Contracts
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Adaptive moments: each parameter's step is as long as its gradient is steady.
///
/// Running means of the gradient (m) and of its square (v), both corrected for their start at zero,
/// make the step `learningRate · m / (√v + epsilon)`.
///
/// - SeeAlso: Kingma and Ba, *Adam: A Method for Stochastic Optimization*, 2015, algorithm 1.
public struct Adam: Optimizer {
  public let learningRate: LearningRate
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  public let weightDecay: Double
  public var memory = OptimizerMemory()
  public static var slots: Int { 2 }

  /// Creates the rule with the paper's values.
  ///
  /// - Parameters:
  ///   - learningRate: The length of a step, or its course over the epochs.
  ///   - beta1: The share of the mean gradient that is kept at each step.
  ///   - beta2: The share of the mean square that is kept at each step.
  ///   - epsilon: What keeps the step finite where gradients vanish.
  ///   - weightDecay: The share of each parameter that is added to its gradient.
  public init(
    learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    require(
      beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
      "Adam: both betas must be in 0..<1, got \(beta1) and \(beta2).")
    require(weightDecay >= 0, "Adam: the weight decay must be at least 0, got \(weightDecay).")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public func move(
    _ parameter: UnsafeMutablePointer<Float>, along gradient: UnsafePointer<Float>,
    remembering slots: [UnsafeMutablePointer<Float>], count: Int, rate: Double, step: Int
  ) {
    // m and v start at zero; after `step` steps they hold these shares of a steady value.
    let share1 = 1 - pow(beta1, Double(step))
    let share2 = 1 - pow(beta2, Double(step))
    convolume_adam_step(
      parameter, slots[0], slots[1], gradient, Int64(count), Float(rate / share1), Float(beta1),
      Float(beta2), Float(1 / share2.squareRoot()), Float(epsilon), Float(weightDecay))
  }

  public var description: String {
    weightDecay > 0
      ? "Adam(learningRate: \(learningRate), weightDecay: \(weightDecay))"
      : "Adam(learningRate: \(learningRate))"
  }
}
