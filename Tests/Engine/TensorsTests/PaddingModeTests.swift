import Tensors
import Testing

@Suite struct PaddingModeTests {
  let row = Tensor([1, 2, 3], shape: [1, 3])

  private func padded(_ mode: PaddingMode) -> [Float] {
    row.padded(by: PaddingAmount(left: 2, right: 2), mode: mode).values
  }

  @Test func `zero, reflect, replicate and circular differ in what stands outside`() {
    #expect(padded(.zero) == [0, 0, 1, 2, 3, 0, 0])
    #expect(padded(.reflect) == [3, 2, 1, 2, 3, 2, 1])
    #expect(padded(.replicate) == [1, 1, 1, 2, 3, 3, 3])
    #expect(padded(.circular) == [2, 3, 1, 2, 3, 1, 2])
  }

  @Test func `pads height and width of every image`() {
    let images = Tensor([1, 2], shape: [2, 1, 1, 1]).padded(by: 1)
    #expect(images.shape == [2, 1, 3, 3])
    #expect(images[1, 0, 1, 1] == 2)
    #expect(images.sum() == 3)
  }

  @Test func `a reflection longer than the image stops, naming the limit`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor(zeros: [3, 3]).padded(by: 3, mode: .reflect)
    }
    #expect(
      text(result).contains(
        "reflect padding of 3 and 3 does not fit a height of 3; at most 2 can be added on a side"))
  }
}
