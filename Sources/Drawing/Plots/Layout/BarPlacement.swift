import Contracts

/// Where the bars of one mark stand among those of the others.
struct BarPlacement: Hashable {
  /// From a bar's position to its middle, in units of the axis.
  var offset: Double
  /// In units of the axis.
  var width: Double
  /// Where each bar begins: zero, or the end of the bar that it stands on.
  var bases: [Double]

  /// Returns the placement of each mark, `nil` for those that are no bars.
  ///
  /// Grouped marks share the room around each position in the order given; all stacked ones stand
  /// together in one further place.
  static func placements(of marks: [PlotMark]) -> [BarPlacement?] {
    let all = marks.map { mark -> Bars? in if case .bars(let bars) = mark { bars } else { nil } }
    let bars = all.compactMap(\.self)
    guard let first = bars.first else { return marks.map { _ in nil } }
    require(
      bars.allSatisfy { $0.direction == first.direction },
      "Plot: expected all Bars to have one direction, got vertical and horizontal ones.")

    let groups = bars.filter { $0.arrangement == .grouped }.count
    let slots = groups + (groups < bars.count ? 1 : 0)
    let room = spacing(of: bars) * (slots > 1 ? 0.8 : 0.68)
    let width = room / Double(slots)
    var nextSlot = 0
    var stacks: [Bool: [Double: Double]] = [true: [:], false: [:]]
    let names = AxisDataRange.categories(of: bars.map(\.positions))

    return all.map { bars in
      guard let bars else { return nil }
      let slot = bars.arrangement == .grouped ? nextSlot : slots - 1
      if bars.arrangement == .grouped { nextSlot += 1 }
      let offset = (Double(slot) + 0.5) * width - room / 2
      guard bars.arrangement == .stacked else {
        return BarPlacement(
          offset: offset, width: width, bases: bars.values.map { _ in 0 })
      }
      let bases = zip(places(of: bars.positions, names: names), bars.values).map { place, value in
        guard value.isFinite else { return 0.0 }
        let base = stacks[value >= 0]?[place] ?? 0
        stacks[value >= 0]?[place] = base + value
        return base
      }
      return BarPlacement(offset: offset, width: width, bases: bases)
    }
  }

  private static func places(of positions: Positions, names: [String]) -> [Double] {
    switch positions {
    case .numbers(let numbers): numbers.values
    case .categories(let own): own.map { Double(names.firstIndex(of: $0) ?? 0) }
    }
  }

  /// The least distance between two positions.
  private static func spacing(of bars: [Bars]) -> Double {
    let numbers = bars.flatMap { bars -> [Double] in
      if case .numbers(let numbers) = bars.positions { numbers.finite } else { [] }
    }
    let sorted = Set(numbers).sorted()
    return zip(sorted.dropFirst(), sorted).map { $0 - $1 }.min() ?? 1
  }
}

extension AxisDataRange {
  /// Returns all category names in the order of their first appearance.
  static func categories(of positions: [Positions]) -> [String] {
    var data = AxisDataRange()
    for each in positions { data.include(each) }
    return data.categories
  }
}
