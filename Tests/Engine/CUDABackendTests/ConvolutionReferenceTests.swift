import CUDABackend
import Testing

/// The reference itself, at a case that is computed by hand.
@Suite struct ConvolutionReferenceTests {
  private func reference(isChannelsLast: Bool = false) -> ConvolutionReference {
    ConvolutionReference(
      DeviceConvolution(
        images: 1, channels: 2, height: 1, width: 3, filters: 2, kernel: 1, outputHeight: 1,
        outputWidth: 3, isChannelsLast: isChannelsLast, precision: .float32))
  }

  @Test func `each filter weighs the channels`() {
    let weight: [Float] = [1, 10, 2, -1]
    #expect(
      reference().output([1, 2, 3, 4, 5, 6], weight, bias: [0.5, 0])
        == [41.5, 52.5, 63.5, -2, -1, 0])
    #expect(
      reference(isChannelsLast: true).output([1, 4, 2, 5, 3, 6], weight, bias: [0.5, 0])
        == [41.5, -2, 52.5, -1, 63.5, 0])
  }

  @Test func `gradients are the sums of the same products`() {
    let gradient: [Float] = [1, 0, 0, 0, 0, 1]
    #expect(reference().inputGradient(gradient, [1, 10, 2, -1]) == [1, 0, 2, 10, 0, -1])
    #expect(reference().weightGradient([1, 2, 3, 4, 5, 6], gradient) == [1, 4, 3, 6])
  }

  @Test func `padding and stride move the window`() {
    let reference = ConvolutionReference(
      DeviceConvolution(
        images: 1, channels: 1, height: 3, width: 3, filters: 1, kernel: 3, stride: 2, top: 1,
        left: 1, outputHeight: 2, outputWidth: 2, isChannelsLast: false, precision: .float32))
    let output = reference.output(
      [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 0, 0, 0, 1, 0, 0, 0, 1])
    // The pixel itself, its neighbour below right, and the one above left where there are any.
    #expect(output == [1 + 5, 3, 7, 9 + 5])
  }
}
