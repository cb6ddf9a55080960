import CellOutputs
import Convolume
import NeuralNetworks
import Plots
import Testing

@Suite struct CompareTests {
  /// Of 200 images variant a recognises 120, 121 and 122, and variant b 20 more.
  private func comparison() -> Comparison {
    compare(["a": 120, "b": 140], seeds: 3) { recognised, seed in
      Trial(
        training: recognising(100) { $0 < 90 + seed },
        validation: recognising(200) { $0 < recognised + seed - 1 })
    }
  }

  @Test func `runs each variant with each seed, in order`() {
    var runs: [String] = []
    let comparison = compare(["x": 2.5, "y": 0.5], seeds: 3) { value, seed in
      runs.append("\(value) \(seed)")
      return Trial(score: value * Double(seed))
    }
    #expect(runs == ["2.5 1", "2.5 2", "2.5 3", "0.5 1", "0.5 2", "0.5 3"])
    #expect(comparison.names == ["x", "y"])
    #expect(comparison["y"].scores == [0.5, 1, 1.5])
    #expect(comparison.median(.score, of: "x") == 5)
  }

  @Test func `takes seeds of one's own, and variants that may be none`() throws {
    let comparison = try compare(
      ["none": nil, "max 2×2": MaxPool2D(window: 2)] as KeyValuePairs<String, (any Layer)?>,
      seeds: [4, 9]
    ) { pooling, seed in
      try Task.checkCancellation()
      return Trial(score: Double(seed) + (pooling == nil ? 0 : 0.5))
    }
    #expect(comparison["none"].seeds == [4, 9])
    #expect(comparison["max 2×2"].scores == [4.5, 9.5])
    #expect(comparison.median(.score, of: "none") == 6.5)
  }

  @Test func `hands on what a run throws`() {
    struct Stopped: Error {}
    #expect(throws: Stopped.self) {
      try compare(["a": 1], seeds: 2) { _, seed in
        if seed == 2 { throw Stopped() }
        return Trial(score: 0)
      }
    }
  }

  @Test func `keeps training, validation and gap of each seed`() {
    let comparison = comparison()
    #expect(comparison["a"].training == [0.91, 0.92, 0.93])
    #expect(comparison["a"].validation == [0.6, 0.605, 0.61])
    #expect(comparison["b"].evaluations.map(\.correct) == [140, 141, 142])
    #expect(zip(comparison["a"].gap, [0.31, 0.315, 0.32]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(comparison.median(.gap, of: "b") - 0.215) < 1e-12)
  }

  @Test func `shows medians with least and largest as a table`() {
    let table = comparison().table("network")
    #expect(table.columns.map(\.title) == ["network", "training", "validation", "gap (points)"])
    #expect(
      table.rows[0]
        == [
          "a", "92.0\u{202F}% (91.0\u{A0}to\u{A0}93.0)", "60.5\u{202F}% (60.0\u{A0}to\u{A0}61.0)",
          "31.5 (31.0\u{A0}to\u{A0}32.0)",
        ])
    #expect(table.columns.map(\.alignment) == [.left, .right, .right, .right])
    let one = compare(["x": 1, "y": 2], seeds: 1) { value, _ in Trial(score: Double(value) / 3) }
    #expect(one.table(score: "epochs").columns.map(\.title) == ["variant", "epochs"])
    #expect(one.table().rows == [["x", "0.333"], ["y", "0.667"]])
  }

  @Test func `keeps all runs by name, each as near as seeds are or as it is told`() {
    let values = comparison().recordedValues("nets", tolerance: nil)
    #expect(
      values.map(\.name) == [
        "nets, a, training accuracy", "nets, a, validation accuracy", "nets, a, gap",
        "nets, b, training accuracy", "nets, b, validation accuracy", "nets, b, gap",
      ])
    #expect(values[4].content == .numbers([0.7, 0.705, 0.71]))
    #expect(values.allSatisfy { $0.tolerance == 0.02 && $0.basis == .seeds })
    let told = comparison().recordedValues("nets", tolerance: 0.001)
    #expect(told.allSatisfy { $0.tolerance == 0.001 && $0.basis == nil })
    let scores = compare(["x": 1], seeds: 2) { value, _ in Trial(score: Double(value)) }
    #expect(
      scores.recordedValues("s", tolerance: nil) == [
        RecordedValue(
          name: "s, x, score", content: .numbers([1, 1]), tolerance: 0, basis: .seeds)
      ])
  }

  @Test func `draws an interval for each variant`() {
    guard case .intervals(let marks) = comparison().plot(.gap).marks[0],
      case .intervals(let main) = comparison().plot().marks[0]
    else {
      Issue.record("no intervals")
      return
    }
    #expect(marks.x == .categories(["a", "b"]))
    #expect(main.low == Numbers([0.6, 0.7]))
    #expect(main.middle == Numbers([0.605, 0.705]))
    #expect(main.high == Numbers([0.61, 0.71]))
    #expect(comparison().plot(.gap).yAxis.title == "training − validation")
  }

  @Test func `tells variants apart, either way round`() {
    let comparison = comparison()
    let verdict = comparison.verdict("b", against: "a")
    #expect(verdict.outcome == .better)
    #expect(abs(verdict.difference - 0.1) < 1e-12)
    #expect(comparison.verdict("a", against: "b").outcome == .worse)
    #expect(comparison.verdict("b", against: "a", on: .gap).outcome == .better)
    #expect(
      "\(comparison.verdict("b", against: "a", on: .gap))".hasPrefix("smaller (by 10.0 points"))
    // Training accuracies are equal, image by image.
    #expect(comparison.verdict("b", against: "a", on: .training).outcome == .notToldApart)
    #expect(comparison.verdict("b", against: "a") == verdict)
  }

  @Test func `pairing by image tells apart what two test sets would not`() {
    // The same ten images of 400 make the difference.
    let paired = compare(["a": 0, "b": 10], seeds: 1) { more, _ in
      Trial(validation: recognising(400) { $0 < 200 + more })
    }
    #expect(paired.verdict("b", against: "a").outcome == .better)
    // Other images: the labels differ, so each set is drawn for itself.
    let apart = compare(["a": 0, "b": 10], seeds: 1) { more, _ in
      let label = more == 0 ? 0 : 1
      return Trial(
        validation: answering(
          (0..<400).map { $0 < 200 + more ? label : 2 }, labels: Array(repeating: label, count: 400)
        ))
    }
    let verdict = apart.verdict("b", against: "a")
    #expect(abs(verdict.difference - 0.025) < 1e-12)
    #expect(verdict.outcome == .notToldApart)
  }

  @Test func `a run without a number is told apart from nothing`() {
    let comparison = compare(["a": 1, "b": Double.nan], seeds: 3) { value, seed in
      Trial(score: value * Double(seed))
    }
    let verdict = comparison.verdict("b", against: "a")
    #expect("\(verdict)" == "not told apart (a run gave no number)")
    #expect(comparison.table().rows[1] == ["b", "–"])
  }

  @Test func `refuses a name that no variant has, naming those there are`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let comparison = compare(["a": 1, "b": 2], seeds: 1) { _, _ in Trial(score: 1) }
      _ = comparison.verdict("c", against: "a")
    }
    #expect(text(result).contains("no variant is named 'c'. The variants: 'a', 'b'."))
  }

  @Test func `refuses a measure that the trials do not have`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let comparison = compare(["a": 1], seeds: 1) { _, _ in
        Trial(validation: recognising(4) { _ in true })
      }
      _ = comparison.median(.gap, of: "a")
    }
    #expect(text(result).contains("the trials have no gap. They have: validation."))
  }

  @Test func `refuses two variants of one name`() async {
    await #expect(processExitsWith: .failure) {
      _ = compare(["a": 1, "a": 2], seeds: 1) { _, _ in Trial(score: 1) }
    }
  }
}
