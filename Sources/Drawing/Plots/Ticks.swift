/// Where the numbers of an axis stand.
///
/// Round numbers are chosen by weighing four wishes against each other: a simple step, ends close to
/// the data, a number of ticks near the one asked for, and labels that can be read.
///
/// - SeeAlso: Talbot, Lin and Hanrahan, "An Extension of Wilkinson's Algorithm for Positioning Tick
///   Labels on Axes", 2010, section 4.
package enum Ticks {
  /// Steps from the nicest to the least nice, as in the paper's section 4.1.
  private static let niceSteps: [Double] = [1, 5, 2, 2.5, 4, 3]

  /// The weights of simplicity, coverage, density and legibility, from the paper's section 4.
  private static let weights = (simplicity: 0.25, coverage: 0.2, density: 0.5, legibility: 0.05)

  /// Returns round numbers that hold `low...high` about as well as `count` ticks can.
  ///
  /// All labels of one axis are set in one size and direction here, so legibility is the same for
  /// every candidate; whoever draws asks for fewer ticks until the labels fit.
  ///
  /// - Parameters:
  ///   - low: The least value of the data.
  ///   - high: The largest value of the data.
  ///   - count: How many ticks would be best, at least 2.
  ///   - staysInside: Whether ticks beyond `low...high` are out of the question.
  ///   - isWhole: Whether only whole numbers make sense, as for epochs.
  /// - Returns: The ticks in rising order.
  package static func linear(
    low: Double, high: Double, count: Int, staysInside: Bool = false, isWhole: Bool = false
  ) -> [Double] {
    guard high > low, low.isFinite, high.isFinite else { return low.isFinite ? [low] : [] }
    let wanted = Double(max(count, 2))
    var best: [Double] = []
    var bestScore = -Double.infinity

    // The loops run from candidates that can score high to those that cannot, and stop as soon as
    // an upper bound falls below the best score found: the paper's section 4.5.
    search: for skip in 1...40 {
      for (niceness, step) in niceSteps.enumerated() {
        let simplestPossible = simplicity(niceness, skip: skip, hasZero: true)
        if score(simplestPossible, 1, 1) < bestScore { break search }
        for ticks in 2...60 {
          let densest = densityLimit(ticks: Double(ticks), wanted: wanted)
          if score(simplestPossible, 1, densest) < bestScore { break }
          let smallest = (high - low) / Double(ticks + 1) / Double(skip) / step
          var exponent = Int(smallest.log10.rounded(.up))
          while exponent < 330 {
            let distance = Double(skip) * step * Double(10).power(exponent)
            let span = distance * Double(ticks - 1)
            let closest = coverageLimit(low, high, span: span)
            if score(simplestPossible, closest, densest) < bestScore { break }
            let first = Int((high / distance).rounded(.down)) * skip - (ticks - 1) * skip
            let last = Int((low / distance).rounded(.up)) * skip
            if first <= last {
              for start in first...last {
                let from = Double(start) * distance / Double(skip)
                let to = from + span
                if staysInside, from < low - span * 1e-9 || to > high + span * 1e-9 { continue }
                if isWhole, !isWholeNumber(distance) || !isWholeNumber(from) { continue }
                let hasZero = from <= span * 1e-12 && to >= -span * 1e-12 && start % skip == 0
                let total = score(
                  simplicity(niceness, skip: skip, hasZero: hasZero),
                  coverage(low, high, from, to),
                  density(Double(ticks), low, high, from, to, wanted: wanted))
                if total > bestScore {
                  bestScore = total
                  best = (0..<ticks).map { tick in
                    let value = from + Double(tick) * distance
                    return abs(value) < distance * 1e-9 ? 0 : value
                  }
                }
              }
            }
            exponent += 1
          }
        }
      }
    }
    return best.isEmpty ? [low, high] : best
  }

  private static func isWholeNumber(_ value: Double) -> Bool {
    abs(value - value.rounded()) < 1e-9 * max(abs(value), 1)
  }

  private static func score(
    _ simplicity: Double, _ coverage: Double, _ density: Double
  ) -> Double {
    weights.simplicity * simplicity + weights.coverage * coverage + weights.density * density
      + weights.legibility
  }

  /// How nice the step is, how few of its multiples are skipped, and whether zero is among them.
  private static func simplicity(_ niceness: Int, skip: Int, hasZero: Bool) -> Double {
    1 - Double(niceness) / Double(niceSteps.count - 1) - Double(skip) + (hasZero ? 1 : 0)
  }

  /// How close the first and last tick are to the ends of the data.
  private static func coverage(
    _ low: Double, _ high: Double, _ first: Double, _ last: Double
  ) -> Double {
    let tenth = 0.1 * (high - low)
    return 1
      - 0.5 * ((high - last).magnitudeSquared + (low - first).magnitudeSquared)
      / tenth.magnitudeSquared
  }

  private static func coverageLimit(_ low: Double, _ high: Double, span: Double) -> Double {
    let range = high - low
    guard span > range else { return 1 }
    return 1 - ((span - range) / 2).magnitudeSquared / (0.1 * range).magnitudeSquared
  }

  /// How close the number of ticks per length is to the one asked for.
  private static func density(
    _ ticks: Double, _ low: Double, _ high: Double, _ first: Double, _ last: Double,
    wanted: Double
  ) -> Double {
    let actual = (ticks - 1) / (last - first)
    let ideal = (wanted - 1) / (max(last, high) - min(first, low))
    return 2 - max(actual / ideal, ideal / actual)
  }

  private static func densityLimit(ticks: Double, wanted: Double) -> Double {
    ticks >= wanted ? 2 - (ticks - 1) / (wanted - 1) : 1
  }
}

extension Ticks {
  /// Returns ticks for a logarithmic axis: decades, or 1-2-5 steps when there are few of them.
  ///
  /// - Precondition: `low` is positive.
  package static func logarithmic(low: Double, high: Double, count: Int) -> [Double] {
    guard low > 0, high > low else { return [low] }
    let bottom = low.log10
    let top = high.log10
    let decades = top - bottom
    // Within one decade round steps of the value itself serve better than any powers.
    if decades < 0.8 {
      return linear(low: low, high: high, count: count, staysInside: true).filter { $0 > 0 }
    }
    let first = Int((bottom - 1e-9).rounded(.down))
    let last = Int((top + 1e-9).rounded(.up))
    let isInside = { (value: Double) in
      value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)
    }
    for factors in [[1.0, 2, 5], [1.0, 3]] where decades * Double(factors.count) <= Double(count) {
      return (first...last).flatMap { exponent in
        factors.map { $0 * Double(10).power(exponent) }
      }.filter(isInside)
    }
    let widest = max(1, Int((decades / Double(max(count - 1, 1)) - 0.2).rounded(.up)))
    // Rather more ticks than were asked for than ends that are no round numbers.
    for distance in stride(from: widest, through: 1, by: -1) {
      let ticks = (first...last).filter { $0 % distance == 0 }.map { Double(10).power($0) }
      let inside = ticks.filter(isInside)
      if inside.count >= 2 { return inside }
    }
    let steps = (first...last).flatMap { exponent in
      [1.0, 3].map { $0 * Double(10).power(exponent) }
    }.filter(isInside)
    return steps.count >= 2 ? steps : [low, high]
  }

  /// Returns the places of short marks between the decades, such as 2, 3, … 9.
  package static func logarithmicMinor(low: Double, high: Double) -> [Double] {
    guard low > 0, high > low, high / low < 1e5 else { return [] }
    let first = Int(low.log10.rounded(.down))
    let last = Int(high.log10.rounded(.up))
    return (first...last).flatMap { exponent in
      (2...9).map { Double($0) * Double(10).power(exponent) }
    }.filter { $0 >= low && $0 <= high }
  }
}
