import CellOutputs

extension Comparison {
  /// Keeps the values of all runs by name, such as `pooling, max 2×2, validation accuracy`.
  ///
  /// For `convolume verify`, a training whose arithmetic rounds otherwise is like one from another seed: a
  /// processor with another instruction set gives other networks. So the values of a variant are compared
  /// as a sample, the least with the least and the largest with the largest, and may be as far apart as the
  /// recorded seeds are from each other, or two points of accuracy where that is more.
  ///
  /// - Parameters:
  ///   - prefix: What the names begin with.
  ///   - tolerance: How far another run may be from each seed's value: a fraction of the images, or in the
  ///     unit of the score. Unless given, as above.
  /// - Precondition: `tolerance` is not negative.
  public func record(_ prefix: String, tolerance: Double? = nil) {
    for value in recordedValues(prefix, tolerance: tolerance) {
      Convolume.record(
        value.name, value.content, unit: value.unit, tolerance: value.tolerance,
        basis: value.basis)
    }
  }

  /// What `record` keeps.
  package func recordedValues(_ prefix: String, tolerance: Double?) -> [RecordedValue] {
    variants.flatMap { variant in
      Measure.allCases.compactMap { measure -> RecordedValue? in
        let values = variant.values(of: measure)
        guard !values.isEmpty else { return nil }
        return RecordedValue(
          name: "\(prefix), \(variant.name), \(measure.recordedName)", content: .numbers(values),
          tolerance: tolerance ?? (measure == .score ? 0 : Self.twoPoints),
          basis: tolerance == nil ? .seeds : nil)
      }
    }
  }

  private static let twoPoints = 0.02
}

extension Comparison.Measure {
  fileprivate var recordedName: String {
    switch self {
    case .training, .validation: "\(rawValue) accuracy"
    case .gap, .score: rawValue
    }
  }
}
