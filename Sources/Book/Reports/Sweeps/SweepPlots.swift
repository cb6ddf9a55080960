import CellOutputs
import Plots

/// Draws one recorded value of a sweep; over several seeds, as the median with the band around it.
struct SweepPlots {
  let groups: SweepGroups

  /// Returns the plot of `series`; `nil` for texts, and where nothing was recorded.
  func plot(of series: Sweep.Series) -> Figure? {
    let title = series.unit.map { "\(series.name) (\($0))" } ?? series.name
    if series.contents.contains(where: { $0?.numbers != nil }) { return curves(series, title) }
    guard series.contents.contains(where: { $0?.number?.isFinite == true }) else { return nil }
    if let axis = groups.numberAxis { return lines(series, over: axis, title) }
    return points(series, title)
  }

  // MARK: Numbers

  /// Lines over the first parameter that is a number, one for each combination of the others.
  private func lines(_ series: Sweep.Series, over axis: Int, _ title: String) -> Figure {
    var names: [String] = []
    for group in groups.groups {
      let name = groups.name(of: group, leavingOut: axis)
      if !names.contains(name) { names.append(name) }
    }
    var marks: [any Mark] = []
    var places: [Double] = []
    for name in names {
      let points = groups.groups.filter { groups.name(of: $0, leavingOut: axis) == name }
        .compactMap { group -> (x: Double, spread: Spread)? in
          guard let x = Double(group.values[axis]), let spread = spread(of: series, in: group)
          else { return nil }
          return (x, spread)
        }.sorted { $0.x < $1.x }
      marks += Self.line(points, name: name.isEmpty ? nil : name, isBand: groups.seeds.count > 1)
      places += points.map(\.x)
    }
    let ticks = Set(places).sorted()
    // Values such as 0.01 and 0.1 were chosen by their ratio.
    let isLogarithmic = (ticks.first ?? 0) > 0 && (ticks.last ?? 0) >= 9.99 * (ticks.first ?? 1)
    return Plot { marks }
      .xAxis(
        groups.parameters[axis], scale: isLogarithmic ? .log : .linear,
        ticks: ticks.count <= 8 ? ticks : nil
      )
      .yAxis(title).figure
  }

  /// One point for each combination, beside each other.
  private func points(_ series: Sweep.Series, _ title: String) -> Figure {
    guard !groups.parameters.isEmpty else {
      // Only the seed is varied.
      let numbers = groups.groups.flatMap(\.variants).map { series.contents[$0]?.number ?? .nan }
      return Plot { Points(x: groups.seeds, y: numbers) }.xAxis("seed").yAxis(title).figure
    }
    let spreads = groups.groups.map { spread(of: series, in: $0) }
    let names = groups.groups.map { groups.name(of: $0) }
    return Plot {
      if groups.seeds.count > 1 {
        Intervals(
          x: names, low: spreads.map { $0?.low ?? .nan },
          middle: spreads.map { $0?.median ?? .nan }, high: spreads.map { $0?.high ?? .nan })
      } else {
        Points(x: names, y: spreads.map { $0?.median ?? .nan })
      }
    }
    .yAxis(title).figure
  }

  private func spread(of series: Sweep.Series, in group: SweepGroups.Group) -> Spread? {
    Spread(group.variants.compactMap { series.contents[$0]?.number })
  }

  // MARK: Lists of numbers

  /// A curve for each combination, over the place in the list.
  private func curves(_ series: Sweep.Series, _ title: String) -> Figure? {
    var marks: [any Mark] = []
    for group in groups.groups {
      let lists = group.variants.compactMap { series.contents[$0]?.numbers }
      let length = lists.map(\.count).min() ?? 0
      let points = (0..<length).compactMap { place -> (x: Double, spread: Spread)? in
        Spread(lists.map { $0[place] }).map { (Double(place + 1), $0) }
      }
      let name = groups.name(of: group)
      marks += Self.line(points, name: name.isEmpty ? nil : name, isBand: lists.count > 1)
    }
    guard !marks.isEmpty else { return nil }
    return Plot { marks }.xAxis("place in the list", format: .integer).yAxis(title).figure
  }

  private static func line(
    _ points: [(x: Double, spread: Spread)], name: String?, isBand: Bool
  ) -> [any Mark] {
    guard !points.isEmpty else { return [] }
    let x = points.map(\.x)
    var marks: [any Mark] = [Line(x: x, y: points.map(\.spread.median), name: name)]
    if isBand {
      marks.append(
        Band(x: x, low: points.map(\.spread.low), high: points.map(\.spread.high), name: name))
    }
    return marks
  }
}
