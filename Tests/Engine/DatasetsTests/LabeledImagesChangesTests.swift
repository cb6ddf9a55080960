import Datasets
import Tensors
import Testing

@Suite struct LabeledImagesChangesTests {
  let images = LabeledImages(
    name: "four", classNames: ["a", "b"], size: [1, 1, 2], pixels: [0, 1, 2, 3, 4, 5, 254, 255],
    labels: [0, 1, 0, 1])

  @Test func `maps each byte and keeps the rest`() {
    let negative = images.mapPixels { 255 - $0 }
    #expect(negative.pixels == [255, 254, 253, 252, 251, 250, 1, 0])
    #expect(negative.labels == images.labels)
    #expect(negative.normalization == images.normalization)
    #expect(negative.mapPixels { 255 - $0 } == images)
  }

  @Test func `joins parts in their order`() {
    let both = LabeledImages(joining: [images, images.mapPixels { _ in 7 }], name: "both")
    #expect(both.name == "both")
    #expect(both.count == 8)
    #expect(both.pixels == images.pixels + Array(repeating: 7, count: 8))
    #expect(both.labels == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect((images + images).pixels == images.pixels + images.pixels)
    #expect((images + images).name == "four")
  }

  @Test func `does not join images of two normalisations`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let images = drawnDigits(trainCount: 2, testCount: 1).train
      _ = images + images.normalized(mean: [0.5], deviation: [0.5])
    }
    #expect(text(result).contains("LabeledImages(joining:): 'Drawn digits, training' and "))
    #expect(text(result).contains("differ in normalisation: "))
  }

  @Test func `noise has the deviation that was asked for, in units of black to white`() {
    let grey = LabeledImages(
      name: "grey", classNames: ["a"], size: [1, 50, 50],
      pixels: Array(repeating: 128, count: 20 * 2_500), labels: Array(repeating: 0, count: 20))
    let noisy = grey.corrupted(noise: 0.1, seed: 3)
    let offsets = Tensor(noisy.pixels.map { (Float($0) - 128) / 255 })
    // 50,000 numbers: the mean's standard error is 0.0004, the deviation's 0.0003.
    #expect(abs(offsets.mean()) < 0.002)
    #expect(abs(offsets.standardDeviation() - 0.1) < 0.0015)
  }

  @Test func `noise stays between black and white, and none changes nothing`() {
    #expect(images.corrupted(noise: 0, seed: 1) == images)
    let noisy = images.corrupted(noise: 10, seed: 1)
    #expect(noisy.pixels.contains(0) && noisy.pixels.contains(255))
  }

  @Test func `an image's noise depends on the seed and its index alone`() {
    let digits = drawnDigits(trainCount: 6, testCount: 1).train
    let noisy = digits.corrupted(noise: 0.2, seed: 5)
    #expect(noisy == digits.corrupted(noise: 0.2, seed: 5))
    #expect(noisy != digits.corrupted(noise: 0.2, seed: 6))
    #expect(noisy.prefix(3) == digits.prefix(3).corrupted(noise: 0.2, seed: 5))
    let flat = digits.mapPixels { _ in 128 }.corrupted(noise: 0.2, seed: 5)
    #expect(flat.picture(at: 0) != flat.picture(at: 1))
  }
}
