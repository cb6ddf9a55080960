import Convolume
import Datasets
import Tensors
import Testing

@Suite struct TrainingImagesTests {
  private let images = drawnDigits(trainCount: 12, testCount: 1, seed: 2).train

  @Test func `prepares images for training and evaluation alike, and augments only the first`() {
    let seen = AugmentedImages(
      images, by: [HorizontalFlip(probability: 1)], preparing: [Resize(to: 40)])
    let large = images.transformed(by: [Resize(to: 40)])
    let mirrored = large.transformed(by: [HorizontalFlip(probability: 1)])
    let indices = [7, 0, 11]
    #expect(seen.batch(at: indices).images == large.images(at: indices))
    #expect(
      seen.augmentedBatch(at: indices, epoch: 3, seed: 1).images == mirrored.images(at: indices))
    #expect(seen.batch(at: indices).labels == [7, 0, 1])
  }

  @Test func `gives images as they are when nothing is to be done`() {
    let seen = AugmentedImages(images)
    #expect(seen.augmentedBatch(at: [3], epoch: 0, seed: 0).images == images.images(at: [3]))
  }
}
