import CellOutputs
import Plots

extension Comparison {
  /// One row a variant: training and validation accuracy and their gap, or the score.
  ///
  /// Each cell shows the median over the seeds and, where there are several, the least and the largest. The
  /// gap is in percentage points.
  ///
  /// - Parameters:
  ///   - title: The first column's title.
  ///   - score: The title of the scores' column.
  /// - Returns: The table.
  public func table(_ title: String = "variant", score: String = "score") -> Table {
    let measures = Measure.allCases.filter { !variants[0].values(of: $0).isEmpty }
    return Table(
      columns: [title]
        + measures.map { measure in
          switch measure {
          case .training, .validation: measure.rawValue
          case .gap: "gap (points)"
          case .score: score
          }
        },
      rows: variants.map { variant in
        [variant.name] + measures.map { $0.text(Spread(variant.values(of: $0))) }
      })
  }

  /// The median of each variant, with a bar from the least to the largest value over the seeds.
  ///
  /// - Parameters:
  ///   - measure: What is drawn; the validation accuracy, or the score, unless given.
  ///   - axis: The title of the vertical axis.
  /// - Returns: A plot with one place a variant.
  /// - Precondition: The trials have that measure.
  public func plot(_ measure: Measure? = nil, _ axis: String? = nil) -> Plot {
    let measure = measure ?? mainMeasure
    let spreads = variants.map { Spread(values(of: measure, in: $0)) }
    return Plot {
      Intervals(
        x: names, low: spreads.map(\.low), middle: spreads.map(\.median),
        high: spreads.map(\.high))
    }.yAxis(axis ?? measure.axis, format: measure == .score ? .automatic : .percent)
  }
}

extension Comparison: Displayable {
  public var cellOutput: CellOutput { .table(table()) }
}

extension Comparison.Measure {
  fileprivate func text(_ spread: Spread) -> String {
    func number(_ value: Double) -> String {
      switch self {
      case .training, .validation, .gap: NumberFormat.decimal(places: 1).text(100 * value)
      case .score: value.tableText
      }
    }
    let unit = self == .training || self == .validation ? "\u{202F}%" : ""
    let middle = number(spread.median) + (spread.median.isNaN ? "" : unit)
    guard spread.low != spread.high, !spread.median.isNaN else { return middle }
    // A narrow column breaks before the range, and not in it.
    return "\(middle) (\(number(spread.low))\u{A0}to\u{A0}\(number(spread.high)))"
  }

  fileprivate var axis: String {
    switch self {
    case .training, .validation: "\(rawValue) accuracy"
    case .gap: "training − validation"
    case .score: "score"
    }
  }
}
