/// An engine that cuDNN recommends for a convolution, with its settings.
struct ConvolutionEngine {
  let configuration: CuDNNDescriptor
  let offer: AlgorithmOffer

  /// The most settings, and the most notes, that an engine has.
  private static let most = 64

  init(_ configuration: CuDNNDescriptor, of pass: ConvolutionPass) throws {
    self.configuration = configuration
    guard
      let engine = try configuration.descriptors(.configuredEngine, .engine, atMost: 1).first
    else {
      throw CUDAError.failed(
        call: "cudnnBackendGetAttribute(engineConfiguration, configuredEngine)", library: .cudnn,
        code: 0, name: "no engine", reason: "cuDNN recommended a configuration of no engine")
    }
    let number = try engine.values(.engineNumber, .int64, atMost: 1, like: Int64(0)).first ?? -1
    let notes = try engine.values(
      .engineNotes, .numericalNote, atMost: Self.most, like: CInt(0))
    let knobs = try configuration.descriptors(.knobChoices, .knobChoice, atMost: Self.most).map {
      let type = try $0.values(.knobType, .knobType, atMost: 1, like: CInt(0)).first ?? -1
      let value = try $0.values(.knobValue, .int64, atMost: 1, like: Int64(0)).first ?? 0
      return ConvolutionAlgorithm.Knob(type: Int(type), value: Int(value))
    }
    offer = AlgorithmOffer(
      algorithm: ConvolutionAlgorithm(engine: Int(number), knobs: knobs),
      notes: Set(notes.compactMap(CuDNN.Note.init)))
  }
}
