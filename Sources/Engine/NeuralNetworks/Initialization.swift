import Tensors

/// How the weights of a layer are drawn before training.
///
/// `fanIn` is how many inputs one output adds up, `fanOut` how many outputs one input reaches.
public enum Initialization: Sendable, Equatable {
  /// Weights and biases uniform in ±1/√fanIn, as PyTorch draws them unless told otherwise.
  case pyTorch

  /// Normal with variance 2/fanIn, for rectifiers; biases zero (He, Zhang, Ren and Sun, 2015).
  case he

  /// Uniform in ±√(6/(fanIn + fanOut)), for tanh; biases zero (Glorot and Bengio, 2010).
  case glorot

  /// Normal with this standard deviation; biases zero. AlexNet (2012) used 0.01.
  case normal(standardDeviation: Float)

  /// Zeros, which never learn to differ: for demonstrations.
  case zeros

  func weights(shape: [Int], fanIn: Int, fanOut: Int, seed: Int) -> Tensor {
    let stream = RandomStream(seed: seed, purpose: "weights")
    switch self {
    case .pyTorch:
      let limit = 1 / Float(fanIn).squareRoot()
      return .uniform(shape: shape, in: -limit..<limit, from: stream)
    case .he:
      let deviation = (2 / Float(fanIn)).squareRoot()
      return .normal(shape: shape, standardDeviation: deviation, from: stream)
    case .glorot:
      let limit = (6 / Float(fanIn + fanOut)).squareRoot()
      return .uniform(shape: shape, in: -limit..<limit, from: stream)
    case .normal(let deviation):
      return .normal(shape: shape, standardDeviation: deviation, from: stream)
    case .zeros:
      return Tensor(zeros: shape)
    }
  }

  func biases(count: Int, fanIn: Int, seed: Int) -> Tensor {
    guard self == .pyTorch else { return Tensor(zeros: [count]) }
    let limit = 1 / Float(fanIn).squareRoot()
    return .uniform(
      shape: [count], in: -limit..<limit, from: RandomStream(seed: seed, purpose: "biases"))
  }
}
