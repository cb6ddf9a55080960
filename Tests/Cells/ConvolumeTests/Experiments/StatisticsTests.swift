import Convolume
import NeuralNetworks
import Tensors
import Testing

/// Values of other programs are those that `Golden/statistics.py` prints.
@Suite struct StatisticsTests {
  /// `scipy.stats.binomtest(min(b, c), b + c, 0.5).pvalue`.
  @Test(arguments: [
    (5, 15, 0.04138946533203125), (0, 6, 0.03125), (0, 5, 0.0625),
    (101, 121, 0.20213432065995843), (700, 820, 0.002260528308299211), (3, 4, 1), (0, 0, 1),
    (9, 9, 1),
  ])
  func `McNemar's exact test agrees with SciPy's binomial test, to either side`(
    first: Int, second: Int, probability: Double
  ) {
    for (b, c) in [(first, second), (second, first)] {
      let found = McNemarTest(firstOnly: b, secondOnly: c).probability
      #expect(abs(found - probability) < 1e-9 * probability)
    }
  }

  @Test func `McNemar's test counts only images that one of two networks recognises`() {
    let test = McNemarTest(
      labels: [0, 1, 2, 0, 1, 2], first: [0, 1, 0, 0, 0, 0], second: [0, 0, 2, 1, 2, 1])
    #expect(test == McNemarTest(firstOnly: 2, secondOnly: 1))
  }

  /// `scipy.stats.t.ppf(0.975, degrees)`.
  @Test(arguments: [
    (1.0, 12.706204736174694), (1.3, 7.500529325562029), (2, 4.302652729749462),
    (3.7, 2.8675207071911895), (10, 2.228138851986274), (100, 1.9839715185235518),
    (1e4, 1.960201239890626), (1e9, 1.959963984540054),
  ])
  func `Student's bound agrees with SciPy's`(degrees: Double, bound: Double) {
    #expect(abs(StudentsT(degreesOfFreedom: degrees).bound95 - bound) < 1e-6 * bound)
  }

  @Test func `a quantile lies between two numbers by proportion, as NumPy's does`() {
    #expect(abs([1, 2, 4, 8].quantile(0.3) - 1.9) < 1e-12)
    #expect([3].quantile(0.975) == 3)
  }

  /// Mean n p and variance n p (1 − p); the bounds are five standard errors of 20,000 draws.
  @Test(arguments: [(50, 0.02), (50, 0.5), (50, 0.97), (10_000, 0.03), (1, 0.4)])
  func `binomial draws have the mean and the variance of theory`(
    count: Int, probability: Double
  ) {
    var stream = RandomStream(seed: 4, purpose: "test")
    let draws = (0..<20_000).map { _ in Double(stream.binomial(count, probability)) }
    let variance = Double(count) * probability * (1 - probability)
    #expect(abs(draws.mean - Double(count) * probability) < 5 * (variance / 20_000).squareRoot())
    #expect(abs(draws.variance / variance - 1) < 0.06)
    #expect(draws.allSatisfy { 0...Double(count) ~= $0 })
  }

  @Test func `a certain event always happens, an impossible one never`() {
    var stream = RandomStream(seed: 4, purpose: "test")
    #expect(stream.binomial(7, 1) == 7)
    #expect(stream.binomial(7, 0) == 0)
    #expect(stream.binomial(0, 0.5) == 0)
  }
}
