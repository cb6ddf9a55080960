import Contracts
import Tensors

/// While training, silences each input with probability `rate` and scales the rest up.
///
/// What survives is divided by `1 − rate`, so that the expected output stays the same and a trained
/// network needs no change.
///
/// - SeeAlso: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, *Dropout*, 2014.
public struct Dropout: Layer {
  /// The fraction of inputs that a training pass silences, in `0..<1`.
  public let rate: Double

  /// Creates the layer.
  ///
  /// - Precondition: The rate is in `0..<1`.
  public init(rate: Double = 0.5) {
    require(
      rate >= 0 && rate < 1, "Dropout: the rate must be in 0..<1, got \(rate).")
    self.rate = rate
  }

  /// The memory is the factor of each input, 0 or `1 / (1 − rate)`; nil where all pass.
  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor?) {
    guard pass.isTraining, rate > 0 else { return (input, nil) }
    let draws = Tensor.uniform(
      shape: input.shape, in: 0..<1, from: pass.randomStream(for: "dropout"))
    let (limit, scale) = (Float(rate), Float(1 / (1 - rate)))
    let factors = mapInParallel(draws) { $0 < limit ? 0 : scale }
    return (combineInParallel(input, factors) { $0 * $1 }, factors)
  }

  public func backward(_ upstream: Tensor, memory factors: Tensor?) -> Tensor {
    guard let factors else { return upstream }
    return combineInParallel(upstream, factors) { $0 * $1 }
  }

  public func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }

  public var description: String { "Dropout(rate: \(rate))" }
}
