import NeuralNetworks
import Tensors
import Testing

@Suite struct MaxPool2DTests {
  let image = Tensor([1, 5, 2, 0, 3, 4, 8, 7], shape: [1, 1, 2, 4])

  @Test func `keeps the largest value of each window`() {
    let (output, _) = MaxPool2D(window: 2).forward(image)
    #expect(output == Tensor([5, 8], shape: [1, 1, 1, 2]))
  }

  @Test func `windows overlap when the stride is smaller`() {
    #expect(MaxPool2D(window: 2, stride: 1)(image) == Tensor([5, 8, 8], shape: [1, 1, 1, 3]))
  }

  @Test func `padding never wins, even over negative numbers`() {
    let negative = Tensor(repeating: -3, shape: [1, 1, 2, 2])
    let output = MaxPool2D(window: 2, stride: 2, padding: 1)(negative)
    #expect(output == Tensor(repeating: -3, shape: [1, 1, 2, 2]))
  }

  @Test func `hands the gradient to the winner, the first of equals`() {
    let layer = MaxPool2D(window: 2)
    let (_, memory) = layer.forward(Tensor([2, 2, 1, 2], shape: [1, 1, 2, 2]))
    let gradient = layer.backward(Tensor([7], shape: [1, 1, 1, 1]), memory: memory)
    #expect(gradient == Tensor([7, 0, 0, 0], shape: [1, 1, 2, 2]))
  }

  @Test func `a missing number wins, so that it is noticed`() {
    let output = MaxPool2D(window: 2)(Tensor([1, .nan, 9, 3], shape: [1, 1, 2, 2]))
    #expect(output.values[0].isNaN)
  }

  @Test func `rejects a window of zero`() async {
    await #expect(processExitsWith: .failure) { _ = MaxPool2D(window: 0) }
  }

  @Test func `rejects features in place of images, naming both`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = MaxPool2D(window: 2)(Tensor(zeros: [4, 10]))
    }
    #expect(
      text(result).contains(
        "MaxPool2D(window: 2): expected [batch, channels, height, width], got [4, 10]."))
  }
}

@Suite struct OtherPoolingTests {
  let image = Tensor([3, 4, 0, 0, 0, 0, -6, 8], shape: [1, 1, 2, 4])

  @Test func `min pooling keeps the smallest value`() {
    #expect(MinPool2D(window: 2)(image) == Tensor([0, -6], shape: [1, 1, 1, 2]))
  }

  @Test func `average pooling counts padding as zeros`() {
    #expect(AveragePool2D(window: 2)(image) == Tensor([1.75, 0.5], shape: [1, 1, 1, 2]))
    let padded = AveragePool2D(window: 2, padding: 1)(Tensor([8], shape: [1, 1, 1, 1]))
    #expect(padded == Tensor([2], shape: [1, 1, 1, 1]))
  }

  @Test func `L2 pooling keeps the length of each window`() {
    #expect(L2Pool2D(window: 2)(image) == Tensor([5, 10], shape: [1, 1, 1, 2]))
  }

  @Test func `L2 pooling of silence has no gradient, not an undefined one`() {
    let layer = L2Pool2D(window: 2)
    let (_, memory) = layer.forward(Tensor(zeros: [1, 1, 2, 2]))
    let gradient = layer.backward(Tensor([1], shape: [1, 1, 1, 1]), memory: memory)
    #expect(gradient == Tensor(zeros: [1, 1, 2, 2]))
  }

  @Test func `global average pooling leaves one number for each channel`() {
    let two = Tensor([1, 2, 3, 6, 10, 10, 10, 10], shape: [1, 2, 2, 2])
    #expect(GlobalAveragePool2D()(two) == Tensor([3, 10], shape: [1, 2]))
  }
}
