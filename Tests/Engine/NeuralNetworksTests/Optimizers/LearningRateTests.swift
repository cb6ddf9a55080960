import NeuralNetworks
import Testing

@Suite struct LearningRateTests {
  @Test func `a number is a rate that never changes`() {
    let rate: LearningRate = 0.1
    #expect(rate.rate(at: 0) == 0.1)
    #expect(rate.rate(at: 99) == 0.1)
  }

  @Test func `warming up rises from zero and then follows the course`() {
    let rate = LearningRate.step(from: 1, by: 0.5, every: 10).warmingUp(over: 4)
    #expect([0, 1, 2, 4, 9, 10].map { rate.rate(at: $0) } == [0, 0.25, 0.5, 1, 1, 0.5])
  }

  @Test func `writes itself as in Swift`() {
    #expect(
      "\(LearningRate.cosine(from: 0.1, over: 30).warmingUp(over: 5))"
        == ".cosine(from: 0.1, to: 0.0, over: 30).warmingUp(over: 5)")
  }
}
