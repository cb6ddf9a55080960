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
///
/// Each batch is made when it is needed. So images may be enlarged without room for all of them:
///
/// ```swift
/// let enlarged = AugmentedImages(
///   photographs.train, by: [HorizontalFlip()], preparing: [Resize(to: 224)])
/// ```
public struct AugmentedImages: TrainingData {
  public let images: LabeledImages
  public let transforms: [any ImageTransform]
  public let preparation: [any ImageTransform]

  /// Pairs images with changes.
  ///
  /// - Parameters:
  ///   - images: The images as they are stored.
  ///   - transforms: Changes to each training image, drawn anew in each epoch.
  ///   - preparation: Changes before those, in training and in evaluation alike.
  public init(
    _ images: LabeledImages, by transforms: [any ImageTransform] = [],
    preparing preparation: [any ImageTransform] = []
  ) {
    self.images = images
    self.transforms = transforms
    self.preparation = preparation
  }

  public var count: Int { images.count }

  public func batch(at indices: [Int]) -> LabeledBatch {
    batch(at: indices, by: preparation, epoch: 0, seed: 0)
  }

  public func augmentedBatch(at indices: [Int], epoch: Int, seed: Int) -> LabeledBatch {
    batch(at: indices, by: preparation + transforms, epoch: epoch, seed: seed)
  }

  private func batch(
    at indices: [Int], by transforms: [any ImageTransform], epoch: Int, seed: Int
  ) -> LabeledBatch {
    LabeledBatch(
      images: images.images(at: indices, augmenting: transforms, seed: seed, epoch: epoch),
      labels: indices.map { images.labels[$0] })
  }
}
