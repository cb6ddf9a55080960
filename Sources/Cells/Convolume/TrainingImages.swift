import Datasets
import NeuralNetworks

extension LabeledImages: TrainingData {
  /// The images at `indices` and their classes, as a network takes them.
  public func batch(at indices: [Int]) -> LabeledBatch {
    LabeledBatch(images: images(at: indices), labels: indices.map { labels[$0] })
  }

  /// The first `length` images and their classes, as a network takes them.
  public func batch(first length: Int) -> LabeledBatch {
    batch(at: Array(0..<min(max(length, 0), count)))
  }
}

/// Images that each epoch sees a little differently.
public struct AugmentedImages: TrainingData {
  public let images: LabeledImages
  public let transforms: [any ImageTransform]

  public init(_ images: LabeledImages, by transforms: [any ImageTransform]) {
    self.images = images
    self.transforms = transforms
  }

  public var count: Int { images.count }

  public func batch(at indices: [Int]) -> LabeledBatch { images.batch(at: indices) }

  public func augmentedBatch(at indices: [Int], epoch: Int, seed: Int) -> LabeledBatch {
    LabeledBatch(
      images: images.images(at: indices, augmenting: transforms, seed: seed, epoch: epoch),
      labels: indices.map { images.labels[$0] })
  }
}
