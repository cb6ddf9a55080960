import NeuralNetworks
import Tensors
import Testing

@Suite struct WindowedLayerTests {
  @Test func `corners are seen once and the middle by every place of the window`() {
    let counts = visits(of: Conv2D(from: 1, to: 1, kernel: 3), height: 5, width: 5)
    #expect(counts.shape == [5, 5])
    #expect(counts.elements(in: 0..<1).values == [1, 2, 3, 2, 1])
    #expect(counts[2, 2] == 9)
    #expect(counts.sum() == 9 * 9)
  }

  @Test func `a stride wider than the window leaves gaps that nobody reads`() {
    let counts = visits(of: MaxPool2D(window: 1, stride: 3), height: 4, width: 5)
    #expect(
      counts.values.map(Int.init) == [
        1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0,
      ])
  }

  /// The gradient of the sum of all outputs at a pixel is, for a filter of ones, how many windows see it.
  @Test(arguments: [
    (Padding.valid, 1, 1), (.same, 1, 1), (.same, 2, 1), (.full, 1, 1), (.explicit(2), 3, 1),
    (.sides(PaddingAmount(top: 1, right: 2)), 2, 1), (.valid, 1, 2), (.same, 2, 2),
  ])
  func `counts what the backward pass of a convolution adds up`(
    padding: Padding, stride: Int, dilation: Int
  ) {
    let window = Conv2D(
      from: 1, to: 1, kernel: 3, stride: stride, padding: padding, dilation: dilation, bias: false)
    let layer = Conv2D(
      weight: Tensor(repeating: 1, shape: [1, 1, 3, 3]), stride: stride, padding: padding,
      dilation: dilation)
    let (output, memory) = layer.forward(Tensor(zeros: [1, 1, 7, 10]))
    let gradient = layer.backward(Tensor(repeating: 1, shape: output.shape), memory: memory)
    #expect(
      visits(of: window, height: 7, width: 10) == gradient.element(at: 0).element(at: 0))
  }

  @Test func `refuses a window that does not fit, naming both sizes`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = visits(of: MaxPool2D(window: 4), height: 3, width: 9)
    }
    #expect(
      text(result).contains(
        "visits(of: MaxPool2D(window: 4)): the window of 4×4 does not fit an image of 3×9"))
  }
}
