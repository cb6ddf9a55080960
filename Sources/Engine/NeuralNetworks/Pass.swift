import Tensors

/// Whether a network is being trained or used, and where training draws its random numbers.
///
/// A training pass names its seed, its epoch and its images, and each layer its place in the network.
/// So dropout makes the same choices for an image whichever thread computes them, wherever in a batch
/// the image stands, and whatever else draws random numbers.
public struct Pass: Sendable {
  /// Whether dropout drops and batch normalization uses the batch's own statistics.
  public let isTraining: Bool
  private let seed: Int
  private let epoch: Int
  private let images: [Int]?
  private let path: [Int]

  private init(isTraining: Bool, seed: Int, epoch: Int, images: [Int]?, path: [Int]) {
    self.isTraining = isTraining
    self.seed = seed
    self.epoch = epoch
    self.images = images
    self.path = path
  }

  /// The network is used: every layer computes what it has learned.
  public static let inference = Pass(isTraining: false, seed: 0, epoch: 0, images: nil, path: [])

  /// The network is being trained.
  ///
  /// - Parameters:
  ///   - seed: What all random choices depend on.
  ///   - epoch: How many epochs are over.
  ///   - images: The number that each image of the batch has in the data; nil stands for 0, 1, 2, …
  /// - Returns: The pass, as the whole network sees it.
  public static func training(seed: Int, epoch: Int = 0, images: [Int]? = nil) -> Pass {
    Pass(isTraining: true, seed: seed, epoch: epoch, images: images, path: [])
  }

  /// Returns the same pass as the layer at `index` of a network sees it.
  public func inside(_ index: Int) -> Pass {
    isTraining
      ? Pass(isTraining: true, seed: seed, epoch: epoch, images: images, path: path + [index])
      : self
  }

  /// Returns the random numbers that one layer in this pass has for the image at a place of the batch.
  public func randomStream(for purpose: String, imageAt place: Int) -> RandomStream {
    RandomStream(
      seed: seed, purpose: purpose, indices: [epoch, images?[place] ?? place] + path)
  }
}
