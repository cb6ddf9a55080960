import CellOutputs

/// The variants of a sweep that differ in nothing but the seed, side by side.
struct SweepGroups {
  struct Group {
    /// The values of the other parameters.
    var values: [String]
    /// The places of its variants, in the order of the seeds.
    var variants: [Int]
  }

  /// The other parameters.
  let parameters: [String]
  let groups: [Group]
  /// The seeds; empty when none is varied.
  let seeds: [String]

  init(_ sweep: Sweep) {
    let seedAxis = sweep.seedAxis
    func others(_ values: [String]) -> [String] {
      values.indices.filter { $0 != seedAxis }.map { values[$0] }
    }
    parameters = others(sweep.parameters)
    var groups: [Group] = []
    var seeds: [String] = []
    for (index, variant) in sweep.variants.enumerated() {
      let values = others(variant.values)
      if let place = groups.firstIndex(where: { $0.values == values }) {
        groups[place].variants.append(index)
      } else {
        groups.append(Group(values: values, variants: [index]))
      }
      if let seedAxis, !seeds.contains(variant.values[seedAxis]) {
        seeds.append(variant.values[seedAxis])
      }
    }
    self.groups = groups
    self.seeds = seeds
  }

  /// What a group is called in a legend, such as "lr 0.1, batch 32".
  func name(of group: Group, leavingOut left: Int? = nil) -> String {
    zip(parameters, group.values).enumerated().filter { $0.offset != left }
      .map { "\($0.element.0) \($0.element.1)" }.joined(separator: ", ")
  }

  /// The first of the other parameters whose values are all numbers: the horizontal axis of plots.
  var numberAxis: Int? {
    parameters.indices.first { place in
      let values = Set(groups.map { $0.values[place] })
      return values.count > 1 && values.allSatisfy { Double($0)?.isFinite == true }
    }
  }
}

/// The middle and the ends of some numbers.
package struct Spread: Hashable, Sendable {
  package var low: Double
  package var median: Double
  package var high: Double

  /// `nil` when there are none, or one of them is not finite.
  package init?(_ numbers: [Double]) {
    let sorted = numbers.sorted()
    guard let low = sorted.first, let high = sorted.last, sorted.allSatisfy(\.isFinite) else {
      return nil
    }
    let middle = sorted.count / 2
    self.low = low
    self.high = high
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension RecordedValue.Content {
  var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    case .text, .numbers: nil
    }
  }

  var numbers: [Double]? {
    if case .numbers(let values) = self { values } else { nil }
  }

  /// The number, or the last of several.
  var lastNumber: Double? { number ?? numbers?.last }
}
