import Convolume
import Plots
import Testing

@Suite struct UnitSharesTests {
  @Test func `counts saturated values of tanh and sigmoid`() {
    let network = Sequential {
      Tanh()
      Sigmoid()
    }
    // tanh 1.83 = 0.9498, tanh 1.84 = 0.9508; σ(3.66) = 0.9749, σ(3.67) = 0.9752.
    let images = LabeledBatch(
      images: Tensor([1.83, -1.83, 1.84, -1.84, 9, 0], shape: [3, 2]), labels: [0, 0, 0])
    let shares = network.unitShares(on: images, batch: 2)
    #expect(shares.map(\.layer) == ["Tanh 1", "Sigmoid 1"])
    #expect(shares.map(\.kind) == ["Tanh", "Sigmoid"])
    #expect(shares.map(\.share) == [0.5, 0])
    let steep = Sequential { Sigmoid() }.unitShares(
      on: LabeledBatch(
        images: Tensor([3.66, 3.67, -3.67, 0], shape: [4, 1]), labels: [0, 0, 0, 0]))
    #expect(steep[0].share == 0.5)
  }

  @Test func `a unit of ReLU is dead when no image wakes it, a map when none of its places does`() {
    let images = LabeledBatch(
      images: Tensor([-1, 2, -3, -4, -5, -6, -7, 8, -9], shape: [3, 3]), labels: [0, 0, 0])
    // The columns: never, in the first and the third image, never.
    #expect(Sequential { ReLU() }.unitShares(on: images, batch: 1)[0].share == 2.0 / 3)
    let maps = LabeledBatch(
      images: Tensor([-1, -1, 0, -1, -1, 3, -1, -1], shape: [1, 2, 2, 2]), labels: [0])
    #expect(Sequential { ReLU() }.unitShares(on: maps)[0].share == 0.5)
  }
}

@Suite struct CalibrationTests {
  @Test func `the expected error weighs each bin by its images`() {
    // Two classes whose scores differ by log(p / (1 − p)): confidences 0.95, 0.95, 0.65, 0.65.
    let confident = Float(2.9444390), unsure = Float(0.6190392)
    let scores: [Float] = [confident, 0, confident, 0, 0, unsure, 0, unsure]
    let evaluation = evaluate(
      Linear(weight: Tensor([1, 0, 0, 1], shape: [2, 2])),
      on: LabeledBatch(images: Tensor(scores, shape: [4, 2]), labels: [0, 0, 1, 0]))
    let found = calibration(of: evaluation)
    #expect(found.bins.map(\.count) == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2])
    #expect(found.bins[6].accuracy == 0.5 && found.bins[9].accuracy == 1)
    #expect(abs(found.bins[6].confidence - 0.65) < 1e-6)
    // (2 · |0.65 − 0.5| + 2 · |0.95 − 1|) / 4
    #expect(abs(found.expectedError - 0.1) < 1e-6)
    #expect(found.bins.map(\.bounds.upperBound).last == 1)
    #expect(found.plot().marks.count == 2)
  }

  @Test func `a confidence of one belongs to the last bin, a bound to the bin below it`() {
    let sure = evaluate(
      Linear(weight: Tensor([1, 0, 0, 1], shape: [2, 2])),
      on: LabeledBatch(images: Tensor([200, 0, 0, 0], shape: [2, 2]), labels: [0, 1]))
    #expect(calibration(of: sure, bins: 2).bins.map(\.count) == [1, 1])
    #expect(calibration(of: sure, bins: 2).expectedError == 0.25)
  }
}

@Suite struct OcclusionMapTests {
  @Test func `the probability falls where the network looks, and nowhere else`() {
    // Class 0 is the pixel in row 1, column 3, ten times; class 1 is always 0.
    var weight = Tensor(zeros: [2, 20])
    weight[0, 8] = 10
    let network = Sequential {
      Flatten()
      Linear(weight: weight)
    }
    let map = occlusionMap(
      of: network, image: Tensor(repeating: 1, shape: [1, 4, 5]), label: 0, patch: 3)
    #expect(map.rows == 4 && map.columns == 5)
    for (place, value) in map.values.enumerated() {
      let near = place / 5 <= 2 && (2...4) ~= place % 5
      #expect(abs(value - (near ? 0.5 : 0.9999546)) < 1e-5, "\(place)")
    }
  }

  @Test func `refuses a patch without a middle`() async {
    await #expect(processExitsWith: .failure) {
      _ = occlusionMap(
        of: Sequential { Flatten() }, image: Tensor(zeros: [1, 2, 2]), label: 0, patch: 2)
    }
  }
}

@Suite struct PrincipalComponentsTests {
  /// `Golden/statistics.py`, by NumPy's `eigh`.
  @Test func `directions, scores and shares agree with NumPy`() {
    var samples = Tensor(zeros: [12, 4])
    for i in 0..<12 {
      for j in 0..<4 { samples[i, j] = Float((7 * i + 3 * j * j + i * j) % 13) }
    }
    let found = principalComponents(of: samples)
    func expect(_ values: [Float], _ expected: [Double]) {
      for (one, other) in zip(values, expected) { #expect(abs(Double(one) - other) < 1e-5) }
    }
    expect(
      found.directions.values,
      [
        0.71371057, -0.00612266, -0.54752825, 0.43679807, -0.34575221, 0.85614833, -0.19757269,
        0.32928782,
      ])
    expect(
      found.scores.prefix(3).values,
      [-9.66999333, -3.18860373, 1.83509303, 5.32348644, -1.53683826, 2.91968534])
    expect(found.explained.map(Float.init), [0.32139204754384254, 0.2809160305343512])
  }

  @Test func `all directions together keep all distances`() {
    let samples = Tensor.normal(shape: [10, 5], seed: 1)
    let found = principalComponents(of: samples, count: 5)
    #expect(abs(found.explained.reduce(0, +) - 1) < 1e-9)
    func distance(_ tensor: Tensor, _ one: Int, _ other: Int) -> Float {
      let difference = tensor.element(at: one) - tensor.element(at: other)
      return (difference * difference).sum()
    }
    for other in 1..<10 {
      #expect(abs(distance(samples, 0, other) - distance(found.scores, 0, other)) < 1e-4)
    }
  }
}
