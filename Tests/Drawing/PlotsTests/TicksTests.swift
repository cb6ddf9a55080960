import Plots
import Testing

@Suite struct TicksTests {
  /// From mizani 0.14.6, a separate implementation of the paper, `breaks_extended(n)((low, high))`.
  @Test(
    arguments: [
      (8.1, 14.1, 4, [8.0, 10, 12, 14]),
      (0, 100, 5, [0, 25, 50, 75, 100]),
      (0.07, 2.3, 5, [0, 0.5, 1, 1.5, 2, 2.5]),
      (1, 10, 5, [0, 2.5, 5, 7.5, 10]),
      (-3.7, 4.2, 7, [-4, -3, -2, -1, 0, 1, 2, 3, 4]),
      (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
      (17.5, 38, 6, [15, 20, 25, 30, 35, 40]),
      (1998, 2024, 5, [2000, 2005, 2010, 2015, 2020, 2025]),
      (0, 62_378_344, 5, [0, 20e6, 40e6, 60e6]),
      (-0.0031, 0.0042, 5, [-0.004, -0.002, 0, 0.002, 0.004]),
      (3, 3.02, 4, [3, 3.005, 3.01, 3.015, 3.02]),
      (0, 1875, 6, [0, 500, 1000, 1500, 2000]),
      (93.2, 96.1, 6, [93, 93.5, 94, 94.5, 95, 95.5, 96]),
      (1e-7, 9e-7, 4, [0, 3e-7, 6e-7, 9e-7]),
      (0, 9, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ] as [(Double, Double, Int, [Double])])
  func `chooses the same numbers as another implementation of the paper`(
    low: Double, high: Double, count: Int, expected: [Double]
  ) {
    let ticks = Ticks.linear(low: low, high: high, count: count)
    #expect(ticks.count == expected.count)
    for (tick, wanted) in zip(ticks, expected) {
      #expect(abs(tick - wanted) <= 1e-9 * (high - low))
    }
  }

  @Test func `stays on whole numbers where only those make sense`() {
    let epochs = Ticks.linear(low: 1, high: 10, count: 5, isWhole: true)
    #expect(epochs.allSatisfy { $0 == $0.rounded() })
    #expect(epochs.count >= 3)
  }

  @Test func `stays inside the range when asked to`() {
    let ticks = Ticks.linear(low: 0.13, high: 0.97, count: 5, staysInside: true)
    #expect(ticks.allSatisfy { (0.13...0.97).contains($0) })
    #expect(ticks.count >= 3)
  }

  @Test func `gives a single number for a range of no length`() {
    #expect(Ticks.linear(low: 3, high: 3, count: 5) == [3])
  }

  @Test func `steps through decades on a logarithmic axis`() {
    #expect(Ticks.logarithmic(low: 1, high: 1e6, count: 8) == [1, 10, 100, 1e3, 1e4, 1e5, 1e6])
    #expect(Ticks.logarithmic(low: 1, high: 1e6, count: 4) == [1, 100, 1e4, 1e6])
  }

  /// The loss of a race on a low plot, which once was labelled 94.5923846 and 0.016321615.
  @Test(arguments: 2...9)
  func `a logarithmic axis has at least two ticks, and only round ones`(count: Int) {
    let round = [0.01, 0.1, 1, 10, 100, 1e3, 1e4].flatMap { [$0, 2 * $0, 3 * $0, 5 * $0] }
    for low in [0.0101, 0.016321615, 0.021, 0.099] {
      for high in [0.7, 1.1, 9.9, 94.5923846, 2e4] {
        let ticks = Ticks.logarithmic(low: low, high: high, count: count)
        #expect(ticks.count >= 2, "from \(low) to \(high)")
        for tick in ticks {
          #expect((low...high).contains(tick))
          #expect(round.contains { abs($0 / tick - 1) < 1e-9 }, "\(tick)")
        }
      }
    }
  }

  @Test func `fills few decades with threes, or twos and fives`() {
    #expect(Ticks.logarithmic(low: 1, high: 100, count: 6) == [1, 2, 5, 10, 20, 50, 100])
    #expect(Ticks.logarithmic(low: 1, high: 100, count: 5) == [1, 3, 10, 30, 100])
  }

  @Test func `takes more ticks than were asked for before ends that are not round`() {
    #expect(Ticks.logarithmic(low: 0.000_249_529, high: 0.036_067, count: 2) == [0.001, 0.01])
    #expect(Ticks.logarithmic(low: 1.5, high: 95, count: 2) == [3, 10, 30])
  }
}
