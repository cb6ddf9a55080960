extension ConvolutionPreferences {
  /// What was quickest on an H100 with cuDNN 9.19, at the sizes of AlexNet and with 64 images.
  ///
  /// In float32, the engines that transform images and filters first (3 and 12, 50, 18) take a third of
  /// the others' time from some tens of channels on, though they need hundreds of MiB. With TF32, images
  /// with channels last are computed where they lie; the library's own first choice mostly stands, but
  /// for these. Numbers of engines are those of that version; where another one does not offer them, its
  /// own order counts.
  ///
  /// The library's own first choice for the gradient of filters of 5 × 5, engine 17, is off by 0.26 % in
  /// any precision, nine times as much as TF32 (`convolume-bench card errors`): it is the last resort.
  package static let measured = ConvolutionPreferences(
    rules: [
      transformed(.forward, hasBias: false, [3]), transformed(.forward, hasBias: true, [12]),
      transformed(.inputGradient, hasBias: false, [50]),
      transformed(.weightGradient, hasBias: false, [18]),

      tf32(.forward, from: 64, to: 192, engine: 67, "2=18 13=0 18=0 25=1 27=8 28=1"),
      tf32(.forward, from: 192, to: 384, engine: 67, "2=18 13=0 18=0 25=1 27=8 28=1"),
      tf32(.forward, hasBias: true, from: 64, to: 192, engine: 51, "2=18 13=0 18=0 25=1 27=8 28=1"),
      tf32(
        .forward, hasBias: true, from: 192, to: 384, engine: 51, "2=18 13=0 18=0 25=1 27=8 28=1"),
      tf32(.inputGradient, from: 64, to: 192, engine: 71, "2=4 13=0 18=0 25=1 27=4 28=1"),
      tf32(.inputGradient, from: 192, to: 384, engine: 71, "2=3 13=0 18=0 25=0 27=1 28=2"),
      tf32(.inputGradient, from: 384, to: 256, engine: 71, "2=0 13=0 18=0 25=1 27=1 28=1"),
      tf32(.weightGradient, from: 192, to: 384, engine: 68, "2=0 13=0 18=1 25=0 27=1 28=1"),
    ],
    lastResorts: [
      Rule(algorithms: [ConvolutionAlgorithm(engine: 17)]) {
        $0.pass == .weightGradient && $0.convolution.kernel > 3
      }
    ])

  /// The fewest channels, in and out, at which a transform pays.
  private static let transformedChannels = 32

  private static func transformed(
    _ pass: ConvolutionPass, hasBias: Bool, _ engines: [Int]
  ) -> Rule {
    Rule(algorithms: engines.map { ConvolutionAlgorithm(engine: $0) }) { form in
      let convolution = form.convolution
      return form.pass == pass && form.hasBias == hasBias && convolution.precision == .float32
        && convolution.groups == 1 && convolution.stride == 1
        && min(convolution.channels, convolution.filters) >= transformedChannels
    }
  }

  private static func tf32(
    _ pass: ConvolutionPass, hasBias: Bool = false, from channels: Int, to filters: Int,
    engine: Int, _ knobs: String
  ) -> Rule {
    let algorithm = ConvolutionAlgorithm("\(engine) \(knobs)")
    return Rule(algorithms: algorithm.map { [$0] } ?? []) { form in
      let convolution = form.convolution
      return form.pass == pass && form.hasBias == hasBias && convolution.precision == .tf32
        && convolution.isChannelsLast && convolution.channels == channels
        && convolution.filters == filters
    }
  }
}
