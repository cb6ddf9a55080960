import Foundation
import Pipeline

extension CellCost {
  /// The costs of a render as a table, and the sum of what was run now.
  static func table(_ costs: [CellCost]) -> String {
    var table = TextTable(
      heading: ["chapter", "cell", "wall", "cpu", "peak", "cache"], numbers: [2, 3, 4])
    for cost in costs {
      table.append([
        cost.chapter, cost.label, seconds(cost.wall), seconds(cost.cpu),
        String(format: "%.0f MiB", cost.peak), cost.cache.rawValue,
      ])
    }
    let run = costs.filter { $0.cache == .miss }
    table.append([
      "run now", "", seconds(run.reduce(0) { $0 + $1.wall }),
      seconds(run.reduce(0) { $0 + $1.cpu }),
      String(format: "%.0f MiB", run.reduce(0) { max($0, $1.peak) }), "",
    ])
    return table.lines.joined(separator: "\n")
  }

  private static func seconds(_ seconds: Double) -> String { String(format: "%.2f s", seconds) }
}
