import Tensors

/// Whether a network is being trained or used, and where training draws its random numbers.
///
/// A training pass names its seed and step, and each layer its place in the network, so dropout makes
/// the same choices whichever thread computes them, and whatever else draws random numbers.
public struct Pass: Sendable {
  /// Whether dropout drops and batch normalization uses the batch's own statistics.
  public let isTraining: Bool
  private let seed: Int
  private let path: [Int]

  /// The network is used: every layer computes what it has learned.
  public static let inference = Pass(isTraining: false, seed: 0, path: [])

  /// The network is being trained; `step` counts the batches since the beginning.
  public static func training(seed: Int, step: Int) -> Pass {
    Pass(isTraining: true, seed: seed, path: [step])
  }

  /// Returns the same pass as the layer at `index` of a network sees it.
  public func inside(_ index: Int) -> Pass {
    isTraining ? Pass(isTraining: true, seed: seed, path: path + [index]) : self
  }

  /// Returns the random numbers of one layer in this pass.
  public func randomStream(for purpose: String) -> RandomStream {
    RandomStream(seed: seed, purpose: purpose, indices: path)
  }
}
