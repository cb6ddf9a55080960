import CKernels
import Contracts
import Tensors

/// Stochastic gradient descent, with momentum and weight decay where wanted.
///
/// `velocity = momentum · velocity + gradient + weightDecay · parameter`, then
/// `parameter −= learningRate · velocity`. Nesterov's variant looks one step ahead and moves along
/// `gradient + momentum · velocity`.
///
/// - SeeAlso: Sutskever, Martens, Dahl and Hinton, *On the Importance of Initialization and Momentum
///   in Deep Learning*, 2013.
public struct SGD: Optimizer {
  public let learningRate: LearningRate
  public let momentum: Double
  public let weightDecay: Double
  public let nesterov: Bool
  public var memory = OptimizerMemory()
  public static var slots: Int { 1 }

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - learningRate: The length of a step, or its course over the epochs.
  ///   - momentum: The share of the last velocity that is kept, in `0..<1`.
  ///   - weightDecay: The share of each parameter that is added to its gradient.
  ///   - nesterov: Whether to look one step ahead.
  public init(
    learningRate: LearningRate, momentum: Double = 0, weightDecay: Double = 0,
    nesterov: Bool = false
  ) {
    require(
      momentum >= 0 && momentum < 1, "SGD: the momentum must be in 0..<1, got \(momentum).")
    require(weightDecay >= 0, "SGD: the weight decay must be at least 0, got \(weightDecay).")
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
  }

  public func move(
    _ parameter: UnsafeMutablePointer<Float>, along gradient: UnsafePointer<Float>,
    remembering slots: [UnsafeMutablePointer<Float>], count: Int, rate: Double, step: Int
  ) {
    convolume_momentum_step(
      parameter, slots[0], gradient, Int64(count), Float(rate), Float(momentum),
      Float(weightDecay), nesterov ? 1 : 0)
  }

  public var description: String {
    var text = "SGD(learningRate: \(learningRate)"
    if momentum > 0 { text += ", momentum: \(momentum)" }
    if weightDecay > 0 { text += ", weightDecay: \(weightDecay)" }
    return text + (nesterov ? ", nesterov: true)" : ")")
  }
}
