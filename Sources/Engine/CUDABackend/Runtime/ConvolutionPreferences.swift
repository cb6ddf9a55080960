/// Which of cuDNN's algorithms is taken, by fixed rules: the same on every run, whatever else the card
/// does meanwhile.
///
/// The first rule that fits names algorithms, the best first; of those that suit the convolution, the
/// first is taken, and without one the first that cuDNN itself recommends. Rules come from measurements
/// (`CUDACard.timings`), see `Benchmarks/results/gpu.md`.
package struct ConvolutionPreferences: Sendable {
  package struct Rule: Sendable {
    /// Which convolutions and passes it is for.
    package var fits: @Sendable (DeviceConvolution, ConvolutionPass) -> Bool
    /// The best first.
    package var algorithms: @Sendable (ConvolutionPass) -> [ConvolutionAlgorithm]

    package init(
      fits: @escaping @Sendable (DeviceConvolution, ConvolutionPass) -> Bool,
      algorithms: @escaping @Sendable (ConvolutionPass) -> [ConvolutionAlgorithm]
    ) {
      self.fits = fits
      self.algorithms = algorithms
    }
  }

  package var rules: [Rule]
  /// The most working memory that an algorithm may ask for.
  package var workspaceLimit: Int

  package init(rules: [Rule], workspaceLimit: Int = 256 << 20) {
    self.rules = rules
    self.workspaceLimit = workspaceLimit
  }

  /// Winograd's algorithm for filters of 3 × 3 in full float32, where it saves half of the products.
  package static let standard = ConvolutionPreferences(rules: [
    Rule(
      fits: { convolution, _ in
        convolution.kernel == 3 && convolution.stride == 1 && convolution.dilation == 1
          && convolution.precision == .float32
      },
      algorithms: { [.separateWinograd($0)] })
  ])

  /// Returns the algorithm to take of those offered, which are in cuDNN's own order.
  package func choice(
    among offers: [AlgorithmOffer], for convolution: DeviceConvolution, _ pass: ConvolutionPass
  ) -> AlgorithmOffer? {
    let suitable = offers.filter { $0.suits(convolution, limit: workspaceLimit) }
    let wished = rules.first { $0.fits(convolution, pass) }?.algorithms(pass) ?? []
    for wish in wished {
      if let offer = suitable.first(where: { $0.algorithm == wish }) { return offer }
    }
    return suitable.first
  }
}
