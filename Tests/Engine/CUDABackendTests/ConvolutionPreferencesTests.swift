import CUDABackend
import NeuralNetworks
import Testing

@Suite struct ConvolutionPreferencesTests {
  private func convolution(kernel: Int, _ precision: Precision) -> DeviceConvolution {
    DeviceConvolution(
      images: 64, channels: 192, height: 13, width: 13, filters: 384, kernel: kernel,
      top: kernel / 2, left: kernel / 2, outputHeight: 13, outputWidth: 13, isChannelsLast: false,
      precision: precision)
  }

  private func offer(
    _ number: Int, bytes: Int = 0, deterministic: Bool = true,
    _ math: CuDNN.Math = .fusedMultiplyAdd
  ) -> AlgorithmOffer {
    AlgorithmOffer(
      algorithm: ConvolutionAlgorithm(.weightGradient, number), workspaceBytes: bytes,
      isDeterministic: deterministic, math: math)
  }

  private func choice(
    _ offers: [AlgorithmOffer], kernel: Int = 5, _ precision: Precision = .float32
  ) -> Int? {
    ConvolutionPreferences.standard.choice(
      among: offers, for: convolution(kernel: kernel, precision), .weightGradient)?.algorithm.number
  }

  @Test func `the first that cuDNN recommends is taken where no rule fits`() {
    #expect(choice([offer(1), offer(5)]) == 1)
    #expect(choice([]) == nil)
  }

  @Test func `filters of 3 × 3 in float32 are computed by Winograd's algorithm when it is offered`()
  {
    #expect(choice([offer(1), offer(5)], kernel: 3) == 5)
    #expect(choice([offer(1), offer(2)], kernel: 3) == 1)
    #expect(choice([offer(1, .tensorOperations), offer(5, .default)], kernel: 3, .tf32) == 1)
  }

  @Test func `an algorithm whose bits change from run to run is never taken`() {
    #expect(
      choice([offer(0, deterministic: false), offer(3, deterministic: false), offer(1)]) == 1)
    #expect(choice([offer(5, deterministic: false), offer(1)], kernel: 3) == 1)
    #expect(choice([offer(0, deterministic: false)]) == nil)
  }

  @Test func `an algorithm that needs more memory than allowed is never taken`() {
    #expect(choice([offer(2, bytes: (256 << 20) + 1), offer(1, bytes: 256 << 20)]) == 1)
  }

  @Test func `full float32 is never computed on matrix units, tf32 never with less`() {
    #expect(choice([offer(1, .tensorOperations), offer(0, .default), offer(2)]) == 2)
    #expect(choice([offer(1, .tensorOperations)]) == nil)
    #expect(
      choice([offer(0, .tensorOperationsWithConversion), offer(1, .tensorOperations)], .tf32) == 1)
    #expect(choice([offer(0, .tensorOperationsWithConversion), offer(2)], .tf32) == 2)
  }

  @Test func `algorithms have the names of cuDNN's header`() {
    #expect(ConvolutionAlgorithm.separateWinograd(.forward).name == "winograd nonfused")
    #expect(ConvolutionAlgorithm.separateWinograd(.inputGradient).name == "winograd nonfused")
    #expect(ConvolutionAlgorithm.separateWinograd(.weightGradient).name == "winograd nonfused")
    #expect(ConvolutionAlgorithm.implicitProduct(.forward).name == "implicit precomputed gemm")
    #expect(ConvolutionAlgorithm(.weightGradient, 6).name == "fft tiling")
    #expect(ConvolutionAlgorithm(.weightGradient, 9).name == "algorithm 9")
  }
}
