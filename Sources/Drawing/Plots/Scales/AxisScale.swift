import Graphics

/// An axis laid out on the page: from values to points.
struct AxisScale: Hashable {
  enum Kind: Hashable {
    case linear
    case log
    case categories([String])
  }

  var kind: Kind
  /// The values at `start` and `end`.
  var low: Double
  var high: Double
  /// The places of `low` and `high` on the page, in points.
  var start: Double = 0
  var end: Double = 1

  /// Returns the place of `value`, or `nil` when it has none on this axis.
  func place(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if kind == .log {
      guard value > 0 else { return nil }
      return start + (value.log10 - low.log10) / (high.log10 - low.log10) * (end - start)
    }
    return start + (value - low) / (high - low) * (end - start)
  }

  /// Returns the value at the other end of `place`.
  func value(at place: Double) -> Double {
    let share = (place - start) / (end - start)
    if kind == .log { return Double(10).power(low.log10 + share * (high.log10 - low.log10)) }
    return low + share * (high - low)
  }

  /// The place nearest to zero that the axis has, where bars stand.
  var base: Double {
    if kind == .log { return start }
    return place(min(max(0, min(low, high)), max(low, high))) ?? start
  }

  /// Returns the numbers at which the positions of a mark stand.
  func numbers(of positions: Positions) -> [Double] {
    switch positions {
    case .numbers(let numbers): return numbers.values
    case .categories(let names):
      guard case .categories(let all) = kind else { return names.indices.map { Double($0) } }
      return names.map { name in all.firstIndex(of: name).map { Double($0) } ?? .nan }
    }
  }
}

/// The values that an axis must show, collected from the marks.
struct AxisReach {
  private(set) var extent: ClosedRange<Double>?
  private(set) var categories: [String] = []
  /// Whether the ends of the marks need a little air; lines may touch the ends of an axis.
  var wantsMargin = false
  /// Whether a mark stands on zero, so that the axis begins there.
  var standsOnZero = false
  /// The least positive value, where a logarithmic axis may begin.
  private(set) var leastPositive: Double?

  mutating func include(_ value: Double) {
    guard value.isFinite else { return }
    extent = extent.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    if value > 0 { leastPositive = min(leastPositive ?? value, value) }
  }

  mutating func include(_ values: some Sequence<Double>) {
    for value in values { include(value) }
  }

  mutating func include(_ positions: Positions) {
    switch positions {
    case .numbers(let numbers): include(numbers)
    case .categories(let names):
      for name in names where !categories.contains(name) { categories.append(name) }
    }
  }
}

/// What all marks of a plot reach on its two axes.
struct PlotReach {
  var x = AxisReach()
  var y = AxisReach()
}
