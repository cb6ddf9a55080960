import CellOutputs
import Contracts
import Plots

/// What a cell above with `seeds:` recorded under a name, once for each seed.
///
/// ```swift
/// //| seeds: 5
/// var network = lenet(seed: seed)
/// let history = try train(&network, on: images, optimizer: Adam(), epochs: 3, seed: seed)
/// record("validation loss", history.epochs.compactMap(\.validationLoss))
/// ```
///
/// In a cell below, `overSeeds("validation loss")` is displayed as the median over the five runs, with
/// a band from the least to the largest, and `overSeeds("accuracy")` as a table of the same. As marks
/// they stand beside others:
///
/// ```swift
/// Plot {
///   overSeeds("validation loss").band("LeNet-5")
///   Rule(y: 0.1)
/// }
/// ```
///
/// - Parameter name: The name that the cell gave to `record`.
/// - Returns: The recorded numbers of all runs.
/// - Precondition: A cell above with the option `seeds:` records numbers under that name.
public func overSeeds(_ name: String) -> OverSeeds {
  let runs = Session.seedRuns.compactMap { run in
    run.recorded.first { $0.name == name }.map { (run.seed, $0) }
  }
  let names = Set(Session.seedRuns.flatMap { $0.recorded.map(\.name) }).sorted()
  let known = names.map { "'\($0)'" }.joined(separator: ", ")
  require(
    !runs.isEmpty,
    names.isEmpty
      ? "overSeeds: no cell above has 'seeds:' and records a value. "
        + "Write '//| seeds: 5' on top of the cell that trains, and record(\"\(name)\", …) in it."
      : "overSeeds: no cell above with 'seeds:' records '\(name)'. Recorded: \(known).")
  return OverSeeds(name: name, runs: runs)
}

/// Numbers of several runs that differ in their seed alone.
public struct OverSeeds: Hashable, Sendable {
  public let name: String
  public let unit: String?
  public let seeds: [Int]
  /// One list for each seed; of one number where a single one was recorded.
  public let values: [[Double]]
  /// Whether lists were recorded, such as a loss for each epoch.
  public let areLists: Bool

  package init(name: String, runs: [(seed: Int, value: RecordedValue)]) {
    self.name = name
    unit = runs.first?.value.unit
    seeds = runs.map(\.seed)
    areLists = runs.contains { if case .numbers = $0.value.content { true } else { false } }
    values = runs.map { run in
      switch run.value.content {
      case .number(let number): [number]
      case .integer(let number): [Double(number)]
      case .numbers(let numbers): numbers
      case .text(let text):
        fatalError("overSeeds: '\(name)' is the text '\(text)', of which there is no median.")
      }
    }
  }

  /// The middle value over the seeds, at each place that all runs have.
  public var median: [Double] {
    places { sorted in
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }

  /// The least value over the seeds, at each place.
  public var low: [Double] { places { $0[0] } }

  /// The largest value over the seeds, at each place.
  public var high: [Double] { places { $0[$0.count - 1] } }

  /// The median as a line with the band from least to largest, to stand among the marks of a plot.
  ///
  /// - Parameters:
  ///   - title: The name in the legend; the recorded name unless given.
  ///   - x: Where the values stand; from 1 on unless given.
  /// - Returns: Two marks.
  public func band(_ title: String? = nil, x: [Double]? = nil) -> [any Mark] {
    let count = median.count
    let x = x ?? (0..<count).map { Double($0 + 1) }
    let title = title ?? name
    return [
      Band(x: x, low: low, high: high, name: title), Line(x: x, y: median, name: title),
    ]
  }

  /// Applies `pick` to the sorted values of each place; NaN makes that place NaN.
  private func places(_ pick: ([Double]) -> Double) -> [Double] {
    let count = values.map(\.count).min() ?? 0
    return (0..<count).map { place in
      let numbers = values.map { $0[place] }
      return numbers.contains(where: \.isNaN) ? .nan : pick(numbers.sorted())
    }
  }
}

extension OverSeeds: Displayable {
  /// A plot of lists, a table of single numbers.
  public var cellOutput: CellOutput { areLists ? .figure(plot.figure) : .table(table) }

  /// The median over the places with its band.
  public var plot: Plot {
    Plot { band() }.xAxis("Place", format: .integer).yAxis(unit.map { "\(name) (\($0))" } ?? name)
  }

  /// The value of each seed, then median, least and largest.
  public var table: Table {
    let title = unit.map { "\(name) (\($0))" } ?? name
    func row(_ head: String, _ number: Double?) -> [String] {
      [head, number.map { NumberFormat.automatic.text($0) } ?? ""]
    }
    return Table(
      columns: [.init("Seed"), .init(title, alignment: .right)],
      rows: zip(seeds, values).map { row("\($0)", $1.first) },
      totals: [
        row("median", median.first), row("least", low.first), row("largest", high.first),
      ])
  }
}
