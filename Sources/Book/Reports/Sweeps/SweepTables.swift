import CellOutputs
import Foundation
import Plots

/// Sets one recorded value of a sweep as a table: a row for each combination of parameters.
struct SweepTables {
  let groups: SweepGroups

  /// Returns the table of `series`, with the median and the range over the seeds, then each seed.
  ///
  /// Of a list of numbers, such as a loss for each epoch, it holds the last one.
  func table(of series: Sweep.Series, number: String) -> ReportTable {
    let unit = series.unit.map { " (\($0))" } ?? ""
    let isSeeded = !groups.seeds.isEmpty
    let isNumeric = series.contents.contains { $0?.lastNumber != nil }
    let isList = series.contents.contains { $0?.numbers != nil }
    var header = groups.parameters
    if isSeeded, isNumeric { header += ["median", "min", "max"] }
    header += isSeeded ? groups.seeds.map { "seed \($0)" } : [series.name + unit]
    let rows = groups.groups.map { group in
      let contents = group.variants.map { series.contents[$0] }
      var row = group.values
      if isSeeded, isNumeric {
        let numbers = contents.map { $0?.lastNumber }
        let spread = numbers.contains(nil) ? nil : Spread(numbers.compactMap(\.self))
        row += spread.map { [$0.median, $0.low, $0.high].map(Self.text) } ?? ["–", "–", "–"]
      }
      return row + contents.map { Self.text(of: $0) }
    }
    var table = ReportTable(
      alignments: header.indices.map { $0 < groups.parameters.count ? .left : .right },
      header: header.map { [.text($0)] }, rows: rows.map { row in row.map { [.text($0)] } },
      number: number,
      caption: [.text(isList ? "\(series.name): the last value of each list." : series.name)])
    table.isWide = header.count > 6
    return table
  }

  static func text(of content: RecordedValue.Content?) -> String {
    switch content {
    case .number(let value): text(value)
    case .integer(let value): "\(value)"
    case .text(let text): text
    case .numbers(let values): values.last.map(text) ?? "no values"
    case nil: "–"
    }
  }

  /// A number with five digits that count.
  static func text(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    guard number != 0 else { return "0" }
    let magnitude = abs(number)
    guard magnitude >= 1e-4, magnitude < 1e7 else {
      return NumberFormat.scientific(places: 3).text(number)
    }
    var places = 0
    var scale = magnitude
    while scale < 10_000, places < 8 {
      scale *= 10
      places += 1
    }
    var text = String(format: "%.\(places)f", number)
    while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
