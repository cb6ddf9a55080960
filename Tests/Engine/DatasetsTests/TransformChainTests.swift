import Datasets
import Tensors
import Testing

/// Transforms in a row, which are put together before a pixel is moved.
@Suite struct TransformChainTests {
  /// Thirty-nine images of two channels whose bytes are all different.
  private let images = LabeledImages(
    name: "numbered", classNames: ["a"], size: [2, 5, 6],
    pixels: (0..<39 * 60).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8) },
    labels: Array(repeating: 0, count: 39))

  /// Written by someone else: it knows nothing of placements.
  private struct Inverse: ImageTransform {
    let summary = "Inverse"

    func apply(to picture: Picture, using stream: inout RandomStream) -> Picture {
      var inverse = picture
      for index in inverse.pixels.indices { inverse.pixels[index] = 255 - inverse.pixels[index] }
      return inverse
    }
  }

  private static let chains: [[any ImageTransform]] = [
    [],
    [Shift(right: 2), Shift(right: -2)],
    [Pad(by: 1, fill: 9), Pad(by: 1, fill: 7)],
    [Pad(by: 2, fill: 9), RandomCrop(size: 5)],
    [Pad(by: 1, fill: 9), Shift(down: 1)],
    [HorizontalFlip(probability: 1), Shift(right: 1), HorizontalFlip(probability: 1)],
    [HorizontalFlip(), RandomCrop(padding: 2), HorizontalFlip(), Pad(by: 1)],
    [RandomCrop(size: 4), RandomCrop(padding: 1), Shift(right: 9)],
    [RandomCrop(padding: 3), HorizontalFlip(), Resize(height: 9, width: 4)],
    [Resize(to: 8), RandomCrop(size: 6), HorizontalFlip()],
    [Shift(right: 1), Inverse(), Pad(by: 1), Resize(to: 3), Inverse()],
    [Resize(to: 5), Resize(height: 5, width: 6), Resize(to: 12)],
  ]

  @Test(arguments: chains.indices)
  func `gives what its transforms give one after the other`(_ number: Int) {
    let chain = Self.chains[number]
    let (seed, epoch) = (4, 3)
    let expected = (0..<images.count).map { index in
      var stream = RandomStream(seed: seed, purpose: "augmentation", epoch, index)
      return chain.reduce(images.picture(at: index)) { $1.apply(to: $0, using: &stream) }
    }
    let batch = images.images(
      at: Array(0..<images.count), augmenting: chain, seed: seed, epoch: epoch)
    #expect(
      batch.shape
        == [images.count, expected[0].channels, expected[0].height, expected[0].width])
    #expect(batch.values == expected.flatMap { $0.pixels.map { Float($0) / 255 } })
  }

  @Test func `changes all images as it changes each`() {
    let changed = images.transformed(by: Self.chains[6], seed: 2)
    let numbers = images.images(
      at: Array(0..<images.count), augmenting: Self.chains[6], seed: 2, epoch: 0)
    #expect(changed.images(at: Array(0..<images.count)) == numbers)
  }

  @Test func `keeps black what a shift has lost`() {
    let back = images.transformed(by: [Shift(right: 2), Shift(right: -2)]).picture(at: 0)
    #expect((0..<5).allSatisfy { back[0, $0, 4] == 0 && back[0, $0, 5] == 0 })
    #expect(back[1, 2, 3] == images.picture(at: 0)[1, 2, 3])
  }

  @Test func `rejects images that a transform leaves in different sizes`() async {
    await #expect(processExitsWith: .failure) {
      struct Uneven: ImageTransform {
        let summary = "Uneven"

        func apply(to picture: Picture, using stream: inout RandomStream) -> Picture {
          let side = 1 + Int(picture.pixels[0])
          return Picture(
            channels: 1, height: side, width: side,
            pixels: Array(repeating: 0, count: side * side))
        }
      }
      let images = LabeledImages(
        name: "", classNames: ["a"], size: [1, 1, 1], pixels: [1, 2], labels: [0, 0])
      _ = images.transformed(by: [Uneven()])
    }
  }
}
