import Convolume
import Tensors
import Testing

@Suite struct PairedBootstrapTests {
  /// The same rows as in `Golden/statistics.py`.
  private func row(_ seed: Int, _ shift: Int) -> [Int] {
    (0..<400).map { image in
      ((7 * image + 3 * seed) % 110 < 20 + shift * seed ? 1 : 0)
        - ((5 * image + seed) % 17 < 2 ? 1 : 0)
    }
  }

  private func bootstrap(_ rows: [[Int]], resamples: Int = 20_000, seed: Int = 0) -> PairedBootstrap
  {
    PairedBootstrap([.init(rows: rows, isShared: true)], resamples: resamples, seed: seed)
  }

  /// `Golden/statistics.py` draws image by image, 100,000 times; a twentieth of the interval's width is
  /// three standard errors of an end.
  @Test(arguments: [
    (1, 0, 0.065, 0.0175...0.115), (3, 2, 0.08583333333333333, 0.03289912...0.13985908),
    (3, 20, 0.2525, -0.18399815...0.68331738),
  ])
  func `agrees with NumPy`(
    seeds: Int, shift: Int, difference: Double, interval: ClosedRange<Double>
  ) {
    let found = bootstrap((0..<seeds).map { row($0, shift) })
    let tolerance = (interval.upperBound - interval.lowerBound) / 20
    #expect(abs(found.difference - difference) < 1e-12)
    #expect(abs(found.interval.lowerBound - interval.lowerBound) < tolerance)
    #expect(abs(found.interval.upperBound - interval.upperBound) < tolerance)
  }

  @Test func `equal seeds give the same interval, others another one`() {
    let rows = (0..<3).map { row($0, 2) }
    #expect(bootstrap(rows, resamples: 500).interval == bootstrap(rows, resamples: 500).interval)
    #expect(
      bootstrap(rows, resamples: 500).interval != bootstrap(rows, resamples: 500, seed: 1).interval)
  }

  @Test func `without a difference in any image the interval is zero`() {
    let found = bootstrap([[0, 0, 0], [0, 0, 0]], resamples: 100)
    #expect(found.difference == 0)
    #expect(found.interval == 0...0)
  }

  @Test func `parts add up, and images of one part are drawn apart from those of another`() {
    let row = row(0, 0)
    let twice = PairedBootstrap([
      .init(rows: [row], isShared: true), .init(rows: [row], isShared: true),
    ])
    let once = bootstrap([row.map { 2 * $0 }])
    #expect(abs(twice.difference - once.difference) < 1e-12)
    func width(_ interval: ClosedRange<Double>) -> Double {
      interval.upperBound - interval.lowerBound
    }
    // Two independent draws have √2 of the deviation, one that is counted twice has 2.
    #expect(abs(width(once.interval) / width(twice.interval) - 2.0.squareRoot()) < 0.1)
  }

  @Test func `scores vary by their seeds alone, as Student's interval does`() {
    // Mean 2 and standard error 1; with four degrees of freedom Student's interval is ±2.776.
    let deviations = [-1, -0.5, 0, 0.5, 1].map { $0 * (20 / 2.5 as Double).squareRoot() }
    let found = PairedBootstrap([.init(scores: deviations.map { 2 + $0 })], resamples: 20_000)
    #expect(abs(found.difference - 2) < 1e-12)
    #expect(abs(found.interval.lowerBound + 0.776) < 0.15)
    #expect(abs(found.interval.upperBound - 4.776) < 0.15)
  }

  /// Experiments with two variants of known difference: how often the interval holds it.
  ///
  /// An image is recognised when its ease, what the variant makes of it, the seed's luck and chance sum to
  /// more than zero. `luck` is the deviation among seeds.
  private func coverage(seeds: Int, luck: Float, advantage: Float) -> (held: Double, told: Double) {
    let (experiments, images) = (400, 150)
    var runs: [(difference: Double, interval: ClosedRange<Double>)] = []
    for experiment in 0..<experiments {
      func normal(_ count: Int, _ deviation: Float, _ purpose: String, _ index: Int) -> [Float] {
        Tensor.normal(
          shape: [count], standardDeviation: deviation,
          from: RandomStream(seed: seeds, purpose: purpose, experiment, index)
        ).values
      }
      let ease = normal(images, 1.5, "ease", 0)
      let taste = (0..<2).map { normal(images, 0.7, "taste", $0) }
      let lucks = (0..<2).map { normal(seeds, luck, "luck", $0) }
      let rows = (0..<seeds).map { seed in
        let answers = (0..<2).map { variant in
          let chance = normal(images, 1, "chance", 2 * seed + variant)
          return (0..<images).map { image in
            var score = 1.3 + ease[image] + taste[variant][image] + lucks[variant][seed]
            score += chance[image]
            if variant == 0 { score += advantage }
            return score > 0 ? 1 : 0
          }
        }
        return zip(answers[0], answers[1]).map { $0 - $1 }
      }
      let found = bootstrap(rows, resamples: 200)
      runs.append((found.difference, found.interval))
    }
    // The mean over all experiments is the truth, up to a twentieth of the deviation of one.
    let truth =
      advantage == 0 ? 0 : runs.reduce(0) { $0 + $1.difference } / Double(experiments)
    let held = runs.count { $0.interval.contains(truth) }
    let told = runs.count { !$0.interval.contains(0) }
    return (Double(held) / Double(experiments), Double(told) / Double(experiments))
  }

  /// The standard error of 400 experiments is 1.1 points.
  @Test(arguments: [(3, Float(0.1)), (3, 0.3), (5, 0.1), (5, 0.3)])
  func `95 of 100 intervals hold the true difference, and no difference is told apart in 5`(
    seeds: Int, luck: Float
  ) {
    let none = coverage(seeds: seeds, luck: luck, advantage: 0)
    #expect(0.93...0.995 ~= none.held)
    #expect(abs(none.held + none.told - 1) < 1e-12)
    let some = coverage(seeds: seeds, luck: luck, advantage: 0.3)
    #expect(0.93...0.995 ~= some.held)
  }

  @Test func `a large difference is told apart, and more seeds tell more`() {
    let three = coverage(seeds: 3, luck: 0.2, advantage: 0.5)
    let five = coverage(seeds: 5, luck: 0.2, advantage: 0.5)
    #expect(three.told > 0.25)
    #expect(five.told > three.told)
  }

  @Test func `an interval over one seed knows nothing of others, and misses the truth more often`()
  {
    #expect(coverage(seeds: 1, luck: 0.3, advantage: 0).held < 0.85)
  }
}
