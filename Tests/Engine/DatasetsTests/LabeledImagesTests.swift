import Datasets
import Tensors
import Testing

@Suite struct LabeledImagesTests {
  /// Ten images of one pixel, whose byte is their index; classes take turns.
  let images = LabeledImages(
    name: "ten", classNames: ["a", "b"], size: [1, 1, 1], pixels: Array(0..<10),
    labels: (0..<10).map { $0 % 2 })

  @Test func `takes the first of all, and the first of each class`() {
    #expect(images.prefix(3).pixels == [0, 1, 2])
    #expect(images.prefix(99) == images)
    #expect(images.prefix(perClass: 2).pixels == [0, 1, 2, 3])
    #expect(images.of(classes: [1]).pixels == [1, 3, 5, 7, 9])
    #expect(images.classCounts == [5, 5])
  }

  @Test func `splits off the last`() {
    let (first, last) = images.split(last: 4)
    #expect(first.pixels == [0, 1, 2, 3, 4, 5])
    #expect(last.pixels == [6, 7, 8, 9])
  }

  @Test func `samples by seed, without putting back`() {
    let sample = images.sample(6, seed: 1)
    #expect(Set(sample.pixels).count == 6)
    #expect(sample == images.sample(6, seed: 1))
    #expect(sample != images.sample(6, seed: 2))
  }

  @Test func `shows every image once an epoch, in another order each time`() {
    let first = images.batches(of: 4, seed: 1, epoch: 0)
    #expect(first.map(\.count) == [4, 4, 2])
    #expect(first.flatMap(\.self).sorted() == Array(0..<10))
    #expect(first == images.batches(of: 4, seed: 1, epoch: 0))
    #expect(first != images.batches(of: 4, seed: 1, epoch: 1))
    #expect(first != images.batches(of: 4, seed: 2, epoch: 0))
  }

  @Test func `augments an image by seed, epoch and index, whatever else is in its batch`() {
    let digits = drawnDigits(trainCount: 20, testCount: 1).train
    let transforms: [any ImageTransform] = [RandomCrop(padding: 4), HorizontalFlip()]
    func images(_ indices: [Int], epoch: Int) -> Tensor {
      digits.images(at: indices, augmenting: transforms, seed: 3, epoch: epoch)
    }
    let batch = images([4, 9, 2], epoch: 5)
    #expect(batch.shape == [3, 1, 28, 28])
    #expect(batch.element(at: 1) == images([9], epoch: 5).element(at: 0))
    #expect(images(Array(0..<20), epoch: 5) != images(Array(0..<20), epoch: 6))
  }

  @Test func `has a digest of its own content`() {
    #expect(images.digest == images.digest)
    #expect(images.digest != images.prefix(9).digest)
    var renamed = images
    renamed.name = "other"
    #expect(renamed.digest == images.digest)
    // sha256 of the sizes 1, 1, 1 and 10 as 8 bytes each, then the pixels, then the labels.
    #expect(
      images.digest == "d7cef629498ec44ba00534de7e37f716004c6b6f35d55e041d92559159a2074a")
  }

  @Test func `repeats the one channel`() {
    let colour = images.repeatingChannels(3)
    #expect(colour.imageShape == [3, 1, 1])
    #expect(colour.picture(at: 7).pixels == [7, 7, 7])
  }

  @Test func `rejects pixels that do not fill the images`() async {
    await #expect(processExitsWith: .failure) {
      _ = LabeledImages(name: "", classNames: ["a"], size: [1, 2, 2], pixels: [1], labels: [0])
    }
  }
}
