import Convolume
import Testing

@Suite struct RateBracketTests {
  /// A loss with its least value at 0.1; above 1 training diverges.
  private func loss(_ rate: Double) throws -> Double {
    if rate > 1 { throw DivergedRun(finding: "epoch 1", lastGood: .noFolder) }
    return abs(rate - 0.1)
  }

  @Test func `keeps the best rate, and counts a diverged run as such`() throws {
    let race = try bracket(rates: [0.01, 0.1, 1, 10], loss)
    #expect(race.best == 0.1)
    #expect(race.bestScore == 0)
    #expect(race.diverged == [10])
    #expect(!race.isAtEdge)
    #expect("\(race)" == "0.1 (of 0.01 to 10; 10 diverged)")
    #expect(
      race.table(score: "loss").rows
        == [["0.01", "0.0900"], ["0.1", "0"], ["1", "0.900"], ["10", "diverged"]])
  }

  @Test func `tries on outside until the best rate has a worse one on each side`() throws {
    var tried: [Double] = []
    let race = try bracket(rates: [0.001, 0.01]) { rate in
      tried.append(rate)
      return try loss(rate)
    }
    #expect(race.attempts.count == 4)
    #expect(tried.prefix(2) == [0.001, 0.01])
    #expect(abs(tried[2] - 0.1) < 1e-12 && abs(tried[3] - 1) < 1e-12)
    #expect(!race.isAtEdge)
  }

  @Test func `says so where the best rate lies at the edge of what was tried`() throws {
    let race = try bracket(rates: [0.001, 0.01], extensions: 0, loss)
    #expect(race.isAtEdge)
    #expect("\(race)" == "0.01 (of 0.001 to 0.01; at the edge of what was tried)")
  }

  @Test func `where all rates diverge it tries smaller ones, and reports what it found`() throws {
    let race = try bracket(rates: [16, 32], extensions: 1, loss)
    #expect(race.best == nil)
    #expect(race.attempts.map(\.rate) == [8, 16, 32])
    #expect("\(race)" == "none: training diverged at all rates from 8 to 32")
    #expect(try bracket(rates: [2, 4], extensions: 3, loss).best != nil)
  }

  @Test func `a score that is no number has diverged, and another error is handed on`() throws {
    #expect(try bracket(rates: [1, 2], extensions: 0) { $0 == 2 ? .nan : $0 }.diverged == [2])
    struct Other: Error {}
    #expect(throws: Other.self) { try bracket(rates: [1, 2]) { _ in throw Other() } }
  }

  @Test func `a real run that diverges loses the race`() throws {
    let images = drawnDigits(trainCount: 40, testCount: 10, seed: 5).train
    let race = try bracket(rates: [0.1, 1e30], extensions: 0) { rate in
      var model = Sequential(input: [1, 28, 28], seed: 1) {
        AveragePool2D(window: 4)
        Flatten()
        Linear(from: 49, to: 12)
        Linear(from: 12, to: 10)
      }
      let history = try train(
        &model, on: images, optimizer: SGD(learningRate: .constant(rate)), epochs: 3, batch: 8,
        seed: 1)
      return history.epochs.last?.trainingLoss ?? .nan
    }
    #expect(race.best == 0.1)
    #expect(race.diverged == [1e30])
  }
}
