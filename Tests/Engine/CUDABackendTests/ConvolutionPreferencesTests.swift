import CUDABackend
import NeuralNetworks
import Testing

@Suite struct ConvolutionPreferencesTests {
  private func form(_ precision: Precision, kernel: Int = 3) -> ConvolutionForm {
    ConvolutionForm(
      DeviceConvolution(
        images: 64, channels: 192, height: 13, width: 13, filters: 384, kernel: kernel,
        top: kernel / 2, left: kernel / 2, outputHeight: 13, outputWidth: 13,
        isChannelsLast: true, precision: precision), .weightGradient)
  }

  private func offer(_ algorithm: String, _ notes: Set<CuDNN.Note> = []) throws -> AlgorithmOffer {
    AlgorithmOffer(algorithm: try #require(ConvolutionAlgorithm(algorithm)), notes: notes)
  }

  @Test func `cuDNN's own order counts where no rule fits`() throws {
    let offers = [try offer("70 2=12"), try offer("1"), try offer("70 2=4")]
    #expect(ConvolutionPreferences().order(of: offers, for: form(.float32)) == [0, 1, 2])
    #expect(ConvolutionPreferences().order(of: [], for: form(.float32)).isEmpty)
  }

  @Test func `the first rule that fits names what is tried first, as far as it is offered`() throws
  {
    let wish = try #require(ConvolutionAlgorithm("70 18=0 2=4"))
    let absent = try #require(ConvolutionAlgorithm("99"))
    let preferences = ConvolutionPreferences(rules: [
      .init(algorithms: [absent, wish]) { $0.convolution.kernel == 3 },
      .init(algorithms: [absent]) { _ in true },
    ])
    let offers = [try offer("1"), try offer("70 2=4 18=0"), try offer("70 2=4 18=1")]
    #expect(preferences.order(of: offers, for: form(.float32)) == [1, 0, 2])
    #expect(preferences.order(of: offers, for: form(.float32, kernel: 5)) == [0, 1, 2])
  }

  @Test func `an engine without settings stands for itself with any`() throws {
    let preferences = ConvolutionPreferences(rules: [
      .init(algorithms: [ConvolutionAlgorithm(engine: 3)]) { _ in true }
    ])
    let offers = [try offer("1"), try offer("3 11=2"), try offer("3 11=1")]
    #expect(preferences.order(of: offers, for: form(.float32)) == [1, 0, 2])
  }

  @Test func `the measured rules are for full float32 between many channels, and for TF32`() throws
  {
    let offers = [try offer("1"), try offer("18 11=0")]
    #expect(ConvolutionPreferences.measured.order(of: offers, for: form(.float32)) == [1, 0])
    var few = form(.float32)
    few.convolution.channels = 3
    #expect(ConvolutionPreferences.measured.order(of: offers, for: few) == [0, 1])
    let tf32 = [try offer("1"), try offer("68 2=0 13=0 18=1 25=0 27=1 28=1", [.usesMatrixUnits])]
    #expect(ConvolutionPreferences.measured.order(of: tf32, for: form(.tf32)) == [1, 0])
  }

  @Test func `an engine that is off by more than TF32 is taken where there is no other`() throws {
    let offers = [try offer("17 25=0"), try offer("1")]
    func order(kernel: Int, _ offers: [AlgorithmOffer]) -> [Int] {
      var form = form(.float32, kernel: kernel)
      form.pass = .weightGradient
      form.convolution.channels = 3
      return ConvolutionPreferences.measured.order(of: offers, for: form)
    }
    #expect(order(kernel: 5, offers) == [1, 0])
    #expect(order(kernel: 5, [offers[0]]) == [0])
    #expect(order(kernel: 3, offers) == [0, 1])
  }

  @Test func `an engine whose bits change from run to run is never taken`() throws {
    let offers = [try offer("20", [.changesBits]), try offer("1")]
    let preferences = ConvolutionPreferences(rules: [
      .init(algorithms: [offers[0].algorithm]) { _ in true }
    ])
    #expect(preferences.order(of: offers, for: form(.float32)) == [1])
    #expect(preferences.order(of: offers, for: form(.tf32)) == [1])
  }

  @Test func `full float32 is never computed on matrix units, tf32 never with less`() throws {
    let offers = [
      try offer("67", [.usesMatrixUnits]), try offer("3", [.convertsOperandsDown]),
      try offer("4", [.usesMatrixUnits, .sumsWithLessPrecision]), try offer("1", [.keepsNaN]),
    ]
    #expect(ConvolutionPreferences().order(of: offers, for: form(.float32)) == [3])
    #expect(ConvolutionPreferences().order(of: offers, for: form(.tf32)) == [0, 3])
  }

  @Test func `an algorithm reads as it is written`() throws {
    let algorithm = ConvolutionAlgorithm(
      engine: 67, knobs: [.init(type: 13, value: 0), .init(type: 2, value: -1)])
    #expect("\(algorithm)" == "67 2=-1 13=0")
    #expect(ConvolutionAlgorithm("67 13=0 2=-1") == algorithm)
    #expect(ConvolutionAlgorithm("12") == ConvolutionAlgorithm(engine: 12))
    for wrong in ["", "x", "67 2", "67 2=", "67 2=3=4", "67 a=1"] {
      #expect(ConvolutionAlgorithm(wrong) == nil, "\(wrong)")
    }
  }
}
