extension [Double] {
  package var mean: Double { reduce(0, +) / Double(count) }

  /// The mean square deviation from the mean, divided by one less than the count; zero of one number.
  package var variance: Double {
    guard count > 1 else { return 0 }
    let mean = mean
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
  }

  /// The value below which a fraction of these sorted numbers lie, between two of them by proportion, as
  /// NumPy's `quantile` does unless told otherwise (type 7 of Hyndman and Fan, 1996).
  package func quantile(_ fraction: Double) -> Double {
    let place = fraction * Double(count - 1)
    let below = Int(place)
    let above = Swift.min(below + 1, count - 1)
    return self[below] + (place - Double(below)) * (self[above] - self[below])
  }
}
