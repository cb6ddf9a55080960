/// Which of cuDNN's engines is taken, by fixed rules: the same on every run, whatever else the card does
/// meanwhile.
///
/// The first rule that fits names algorithms, the best first; of those that cuDNN offers and that suit
/// the convolution, the first is taken, and without one the first that cuDNN itself recommends. Rules
/// come from measurements (`convolume-bench card algorithms`).
package struct ConvolutionPreferences: Sendable {
  package struct Rule: Sendable {
    /// Which convolutions and passes it is for.
    package var fits: @Sendable (ConvolutionForm) -> Bool
    /// The best first; one without settings stands for its engine with any.
    package var algorithms: [ConvolutionAlgorithm]

    package init(
      algorithms: [ConvolutionAlgorithm], fits: @escaping @Sendable (ConvolutionForm) -> Bool
    ) {
      self.fits = fits
      self.algorithms = algorithms
    }
  }

  package var rules: [Rule]
  /// Algorithms that are taken only where nothing else suits: what they make is further off than the
  /// precision asked for allows.
  package var lastResorts: [Rule]
  /// The most bytes of working memory that an algorithm may ask for.
  package var workspaceLimit: Int

  package init(
    rules: [Rule] = [], lastResorts: [Rule] = [], workspaceLimit: Int = 2 << 30
  ) {
    self.rules = rules
    self.lastResorts = lastResorts
    self.workspaceLimit = workspaceLimit
  }

  /// Returns the places of those offers that suit, in the order in which they are to be tried; offers
  /// are in cuDNN's own order.
  package func order(of offers: [AlgorithmOffer], for form: ConvolutionForm) -> [Int] {
    let suitable = offers.indices.filter { offers[$0].suits(form.convolution) }
    func isOffered(_ wish: ConvolutionAlgorithm, at place: Int) -> Bool {
      let offered = offers[place].algorithm
      return offered == wish || wish.knobs.isEmpty && offered.engine == wish.engine
    }
    let wishes = rules.first { $0.fits(form) }?.algorithms ?? []
    let wished = wishes.compactMap { wish in suitable.first { isOffered(wish, at: $0) } }
    let inexact = lastResorts.filter { $0.fits(form) }.flatMap(\.algorithms)
    let last = suitable.filter { place in inexact.contains { isOffered($0, at: place) } }
    let others = suitable.filter { !wished.contains($0) && !last.contains($0) }
    return wished + others + last
  }
}
