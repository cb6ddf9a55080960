import CellOutputs
import Convolume
import NeuralNetworks
import Tensors
import Testing

/// What a network that gives these answers makes of images of these classes.
func answering(_ predictions: [Int], labels: [Int]) -> Evaluation {
  let classes = 3
  let scores = predictions.flatMap { prediction in
    (0..<classes).map { $0 == prediction ? Float(5) : 0 }
  }
  let unit = (0..<classes * classes).map { $0 % (classes + 1) == 0 ? Float(1) : 0 }
  return evaluate(
    Linear(weight: Tensor(unit, shape: [classes, classes])),
    on: LabeledBatch(images: Tensor(scores, shape: [labels.count, classes]), labels: labels))
}

/// A network that recognises the images whose number `recognises` names, of class 0 all of them.
func recognising(_ count: Int, _ recognises: (Int) -> Bool) -> Evaluation {
  answering(
    (0..<count).map { recognises($0) ? 0 : 1 }, labels: Array(repeating: 0, count: count))
}

@Suite struct VerdictTests {
  private let narrow = "\u{202F}"

  private func verdict(
    _ difference: Double, _ interval: ClosedRange<Double>, seeds: Int = 3,
    _ measure: Comparison.Measure = .validation
  ) -> Verdict {
    Verdict(
      measure: measure, difference: difference, evidence: .interval(interval, seeds: seeds))
  }

  @Test func `is written as a sentence quotes it`() {
    let better = verdict(0.013, 0.004...0.022)
    #expect(better.outcome == .better)
    #expect("\(better)" == "better (by 1.3 points; 95\(narrow)% interval 0.4 to 2.2)")
    let worse = verdict(-0.013, -0.022 ... -0.004)
    #expect(worse.outcome == .worse)
    #expect("\(worse)" == "worse (by 1.3 points; 95\(narrow)% interval 0.4 to 2.2)")
    let open = verdict(0.002, -0.006...0.010)
    #expect(open.outcome == .notToldApart)
    #expect(
      "\(open)" == "not told apart (difference 0.2 points; 95\(narrow)% interval −0.6 to 1.0)")
  }

  @Test func `a bound of zero tells nothing apart`() {
    #expect(verdict(0.1, 0...0.2).outcome == .notToldApart)
    #expect(verdict(-0.1, -0.2...0).outcome == .notToldApart)
  }

  @Test func `a gap is larger or smaller, and the smaller one counts as better`() {
    let smaller = verdict(-0.05, -0.08 ... -0.02, .gap)
    #expect(smaller.outcome == .better)
    #expect("\(smaller)" == "smaller (by 5.0 points; 95\(narrow)% interval 2.0 to 8.0)")
    #expect(verdict(0.05, 0.02...0.08, .gap).outcome == .worse)
    #expect("\(verdict(0.05, 0.02...0.08, .gap))".hasPrefix("larger (by 5.0 points; "))
  }

  @Test func `a narrow interval shows hundredths of a point`() {
    #expect(
      "\(verdict(0.0012, 0.0003...0.0021))"
        == "better (by 0.12 points; 95\(narrow)% interval 0.03 to 0.21)")
  }

  @Test func `a score has no points`() {
    #expect(
      "\(verdict(-3.5, -5.25 ... -1.5, .score))"
        == "smaller (by 3.50; 95\(narrow)% interval 1.50 to 5.25)")
  }

  @Test func `says so where there are one or two seeds`() {
    #expect(
      "\(verdict(0.013, 0.004...0.022, seeds: 1))"
        == "better (by 1.3 points; 95\(narrow)% interval 0.4 to 2.2, over the images alone: one seed)"
    )
    #expect("\(verdict(0.013, 0.004...0.022, seeds: 2))".hasSuffix("2.2, with two seeds only)"))
    #expect(!"\(verdict(0.013, 0.004...0.022, seeds: 3))".contains("seed"))
  }

  @Test func `an interval of accuracies reaches no further than accuracies can`() {
    // Two seeds of three are equal; in the third, one network recognises nothing and the other all.
    let comparison = compare(["steady": false, "failing": true], seeds: 3) { fails, seed in
      Trial(validation: recognising(40) { _ in !(fails && seed == 3) })
    }
    let verdict = comparison.verdict("failing", against: "steady")
    guard case .interval(let interval, _) = verdict.evidence else {
      Issue.record("expected an interval")
      return
    }
    #expect(interval.lowerBound == -1)
    #expect(interval.upperBound > 0 && interval.upperBound <= 1)
  }

  @Test func `two networks on one test set are told apart by McNemar's test`() {
    // 5 images are only the first one's, 15 only the second one's: p = 0.041 (see StatisticsTests).
    let first = recognising(200) { $0 < 5 || $0 >= 20 }
    let second = recognising(200) { $0 >= 5 }
    let worse = Convolume.verdict(first: first, second: second)
    #expect(worse.outcome == .worse)
    #expect("\(worse)" == "worse (by 5.0 points; p = 0.041)")
    #expect(
      "\(Convolume.verdict(first: second, second: first))" == "better (by 5.0 points; p = 0.041)")
    let close = Convolume.verdict(
      first: recognising(100) { $0 != 0 }, second: recognising(100) { $0 > 4 })
    #expect(close.outcome == .notToldApart)
    #expect("\(close)" == "not told apart (difference 4.0 points; p = 0.13)")
    let far = Convolume.verdict(
      first: recognising(100) { _ in true }, second: recognising(100) { $0 > 50 })
    #expect("\(far)" == "better (by 51.0 points; p < 0.001)")
  }

  @Test(arguments: [
    (0.013, 0.004...0.022, Comparison.Measure.validation),
    (-0.013, -0.022 ... -0.004, .training),
    (0.002, -0.006...0.010, .validation),
    (-0.0012, -0.0021 ... -0.0003, .gap),
    (-3.5, -5.25 ... -1.5, .score),
    (0, -0...0, .score),
    (12_345, 1_234...23_456, .score),
    (-0.00025, -0.0004 ... -0.0001, .score),
    (3.5e8, -1.25e7...9e9, .score),
  ])
  func `its text says again what it is`(
    difference: Double, interval: ClosedRange<Double>, measure: Comparison.Measure
  ) throws {
    for seeds in [1, 2, 5] {
      let verdict = verdict(difference, interval, seeds: seeds, measure)
      let text = try #require(VerdictText("\(verdict)"), "\(verdict)")
      #expect(text.isInPoints == (measure != .score))
      #expect(text.isOverSeeds == (seeds > 1))
      #expect((text.direction == .notToldApart) == (verdict.outcome == .notToldApart))
      let bounds = try #require(text.interval)
      let scale: Double = text.isInPoints ? 100 : 1
      for (read, meant) in [
        (text.difference, difference), (bounds.lowerBound, interval.lowerBound),
        (bounds.upperBound, interval.upperBound),
      ] {
        // Within what its decimals, or the three digits of a score, can tell.
        let slack = text.isInPoints ? 0.051 : abs(meant) * 0.006
        #expect(abs(read - scale * meant) <= slack, "\(verdict)")
      }
    }
  }

  @Test func `the text of a test of two networks says it too`() throws {
    for (difference, probability) in [(-0.05, 0.041), (0.04, 0.13), (0.51, 0.0001)] {
      let verdict = Verdict(
        measure: .validation, difference: difference, evidence: .probability(probability))
      let text = try #require(VerdictText("\(verdict)"))
      #expect(abs(text.difference - 100 * difference) < 1e-9)
      #expect(text.interval == nil && text.tolerance == 2)
    }
    let none = Verdict(measure: .score, difference: .nan, evidence: .none)
    #expect(VerdictText("\(none)") == nil)
    #expect(VerdictText("better luck (by far)") == nil)
  }

  @Test func `its interval is how far another run may be off, unless there is one seed`() {
    func tolerance(_ seeds: Int, _ measure: Comparison.Measure) -> Double? {
      VerdictText("\(verdict(0.013, 0.004...0.022, seeds: seeds, measure))")?.tolerance
    }
    #expect(tolerance(3, .validation).map { abs($0 - 1.8) < 1e-9 } == true)
    #expect(tolerance(1, .validation) == 2)
    #expect(tolerance(3, .score).map { abs($0 - 0.018) < 1e-9 } == true)
    #expect(tolerance(1, .score) == nil)
  }

  @Test func `does not test networks on two different test sets`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Convolume.verdict(
        first: recognising(10) { _ in true }, second: recognising(9) { _ in true })
    }
    #expect(text(result).contains("expected the same images, got 10 and 9 images"))
  }
}
