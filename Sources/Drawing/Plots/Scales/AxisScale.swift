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
struct AxisDataRange {
  private(set) var extent: ClosedRange<Double>?
  private(set) var categories: [String] = []
  /// How much air the ends of the marks need, as a share of the axis; lines may touch its ends.
  private(set) var margin = 0.0
  /// Whether a line of words stands beyond the ends of the marks.
  var hasWordsAtEnds = false
  /// Whether all values are whole numbers, as epochs and sizes are.
  private(set) var isWhole = true
  /// The places of bars, which are few and each deserve their number.
  private(set) var barPlaces: Set<Double> = []
  /// Whether a mark stands on zero, so that the axis begins there.
  var standsOnZero = false
  /// The least positive value, where a logarithmic axis may begin.
  private(set) var leastPositive: Double?

  mutating func include(_ value: Double) {
    guard value.isFinite else { return }
    extent = extent.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    if value != value.rounded() { isWhole = false }
    if value > 0 { leastPositive = min(leastPositive ?? value, value) }
  }

  mutating func includeBars(at places: Numbers) { barPlaces.formUnion(places.finite) }

  /// Asks for air at both ends, unless some other mark has asked for more.
  mutating func includeMargin(_ share: Double) { margin = max(margin, share) }

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
struct PlotDataRange {
  var x = AxisDataRange()
  var y = AxisDataRange()
}
