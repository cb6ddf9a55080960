extension Array<Double> {
  /// The middle value, or the mean of the two in the middle; of at least one value.
  package var median: Double {
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
