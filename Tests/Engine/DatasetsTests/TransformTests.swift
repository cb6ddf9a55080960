import Datasets
import Foundation
import Tensors
import Testing

@Suite struct TransformTests {
  let picture = Picture(channels: 1, height: 2, width: 3, pixels: [1, 2, 3, 4, 5, 6])

  private func applying(_ transform: some ImageTransform, seed: Int = 0) -> Picture {
    var stream = RandomStream(seed: seed, purpose: "test")
    return transform.apply(to: picture, using: &stream)
  }

  @Test func `pads on all sides`() {
    let padded = applying(Pad(by: 1, fill: 9))
    #expect(padded.height == 4)
    #expect(padded.width == 5)
    #expect(
      padded.pixels == [
        9, 9, 9, 9, 9,
        9, 1, 2, 3, 9,
        9, 4, 5, 6, 9,
        9, 9, 9, 9, 9,
      ])
  }

  @Test func `flips always, or never`() {
    #expect(applying(HorizontalFlip(probability: 1)).pixels == [3, 2, 1, 6, 5, 4])
    #expect(applying(HorizontalFlip(probability: 0)) == picture)
  }

  @Test func `flips about half of the images`() {
    let flipped = (0..<1_000).count { applying(HorizontalFlip(), seed: $0) != picture }
    // Four standard deviations of a fair coin.
    #expect(abs(flipped - 500) < 64)
  }

  @Test func `shifts, and loses what leaves`() {
    #expect(applying(Shift(right: 1)).pixels == [0, 1, 2, 0, 4, 5])
    #expect(applying(Shift(right: -2, down: 1)).pixels == [0, 0, 0, 3, 0, 0])
    #expect(applying(Shift(right: 7)).pixels == [0, 0, 0, 0, 0, 0])
  }

  @Test func `crops every window of a padded image, and no other`() {
    let shifts = (-1...1).flatMap { right in (-1...1).map { Shift(right: right, down: $0) } }
    let possible = Set(shifts.map { applying($0) })
    let cropped = Set((0..<300).map { applying(RandomCrop(padding: 1), seed: $0) })
    #expect(cropped == possible)
  }

  @Test func `cuts a smaller window`() {
    let cut = Set((0..<50).map { applying(RandomCrop(size: 2), seed: $0).pixels })
    #expect(cut == [[1, 2, 4, 5], [2, 3, 5, 6]])
  }

  @Test func `rejects a window that does not fit`() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0, purpose: "test")
      let small = Picture(channels: 1, height: 1, width: 1, pixels: [0])
      _ = RandomCrop(size: 2).apply(to: small, using: &stream)
    }
  }

  @Test func `turns bytes into numbers by mean and deviation`() {
    let images = LabeledImages(
      name: "two channels", classNames: ["a"], size: [2, 1, 2], pixels: [0, 255, 51, 102],
      labels: [0]
    ).normalized(mean: [0.5, 0.2], deviation: [0.25, 0.1])
    let numbers = images.image(at: 0)
    #expect(numbers.shape == [2, 1, 2])
    for (found, expected) in zip(numbers.values, [-2, 2, 0, 2] as [Float]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }
}
