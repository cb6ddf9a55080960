import Tensors
import Testing

@Suite struct TensorPictureTests {
  let image = Tensor((1...12).map(Float.init), shape: [1, 3, 4])

  @Test func `cropping takes the border off`() {
    #expect(image.cropped(by: 1) == Tensor([6, 7], shape: [1, 1, 2]))
    #expect(image.cropped(by: 0) == image)
    #expect(image.padded(by: 3, mode: .replicate).cropped(by: 3) == image)
  }

  @Test func `enlarging makes each pixel a square`() {
    let small = Tensor([1, 2, 3, 4], shape: [1, 2, 1, 2])
    #expect(
      small.enlarged(by: 2)
        == Tensor([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], shape: [1, 2, 2, 4]))
    #expect(image.enlarged(by: 1) == image)
  }

  /// numpy.roll([1, 2, 3, 4, 5], k) for k = 1, −2, 5, 7, −6.
  @Test(
    arguments: [
      (1, [5, 1, 2, 3, 4]), (-2, [3, 4, 5, 1, 2]), (5, [1, 2, 3, 4, 5]), (7, [4, 5, 1, 2, 3]),
      (-6, [2, 3, 4, 5, 1]),
    ] as [(Int, [Float])])
  func `rolling moves on as NumPy's roll does`(steps: Int, values: [Float]) {
    #expect(Tensor([1, 2, 3, 4, 5]).rolled(by: steps) == Tensor(values))
  }

  @Test func `rolling a batch keeps each image whole, and nothing stays nothing`() {
    let batch = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(batch.rolled(by: 1) == Tensor([5, 6, 1, 2, 3, 4], shape: [3, 2]))
    #expect(Tensor(zeros: [0, 2]).rolled(by: 3).shape == [0, 2])
  }

  @Test func `refuses to crop all away, naming the largest border`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor(zeros: [1, 5, 8]).cropped(by: 3)
    }
    #expect(
      text(result).contains(
        "cropped(by:): a border of 3 does not fit images of 5×8; the largest is 2."))
  }
}
