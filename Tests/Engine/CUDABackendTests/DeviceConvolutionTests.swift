import CUDABackend
import Testing

@Suite struct DeviceConvolutionTests {
  private func convolution(
    _ size: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, top: Int, output: Int
  ) -> DeviceConvolution {
    DeviceConvolution(
      images: 2, channels: 4, height: size, width: size, filters: 6, kernel: kernel, stride: stride,
      dilation: dilation, top: top, left: top, outputHeight: output, outputWidth: output, groups: 2,
      isChannelsLast: false, precision: .float32)
  }

  /// Sizes by PyTorch's formula, in the documentation of `torch.nn.Conv2d`.
  @Test func `padding behind an image is that before it where that gives the output's size`() {
    #expect(convolution(32, kernel: 5, top: 0, output: 28).isSymmetric)
    #expect(convolution(28, kernel: 5, top: 2, output: 28).isSymmetric)
    #expect(convolution(224, kernel: 11, stride: 4, top: 2, output: 55).isSymmetric)
    #expect(convolution(13, kernel: 3, dilation: 2, top: 2, output: 13).isSymmetric)
    // An even kernel that keeps the size needs one row more on one side.
    let even = convolution(28, kernel: 4, top: 1, output: 28)
    #expect((even.top, even.bottom, even.left, even.right) == (1, 2, 1, 2))
    #expect(!even.isSymmetric)
    #expect(convolution(28, kernel: 4, top: 2, output: 28).bottom == 1)
    #expect(convolution(28, kernel: 3, top: 0, output: 27).bottom == 1)
  }

  @Test func `counts follow from the shapes`() {
    let small = convolution(8, kernel: 3, top: 1, output: 8)
    #expect(small.inputCount == 2 * 4 * 8 * 8)
    #expect(small.weightCount == 6 * 2 * 3 * 3)
    #expect(small.outputCount == 2 * 6 * 8 * 8)
  }
}
