import Tensors

/// Labelled images, as training and evaluation ask for them.
public protocol TrainingData: Sendable {
  /// How many images there are.
  var count: Int { get }

  /// Returns the images at `indices`, as they are.
  func batch(at indices: [Int]) -> LabeledBatch

  /// Returns the images at `indices` as an epoch of training sees them: shifted, mirrored and so on,
  /// as the epoch and the seed decide.
  func augmentedBatch(at indices: [Int], epoch: Int, seed: Int) -> LabeledBatch
}

extension TrainingData {
  public func augmentedBatch(at indices: [Int], epoch: Int, seed: Int) -> LabeledBatch {
    batch(at: indices)
  }
}

/// Some images and their true classes.
public struct LabeledBatch: Sendable, TrainingData {
  /// Shape `[batch, channels, height, width]`, or `[batch, features]`.
  public var images: Tensor

  /// The true class of each image, counted from 0.
  public var labels: [Int]

  public init(images: Tensor, labels: [Int]) {
    self.images = images
    self.labels = labels
  }

  public var count: Int { labels.count }

  public func batch(at indices: [Int]) -> LabeledBatch {
    LabeledBatch(images: images.elements(at: indices), labels: indices.map { labels[$0] })
  }
}
