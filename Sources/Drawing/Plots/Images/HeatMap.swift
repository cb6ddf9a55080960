import Contracts

/// A table of numbers shown as colours, first row on top.
public struct HeatMap: Hashable, Codable, Sendable, FigureConvertible {
  /// One cell of the table, counted from 0 at the top left.
  public struct Cell: Hashable, Codable, Sendable {
    public var row: Int
    public var column: Int

    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  public enum Palette: Hashable, Codable, Sendable {
    case sequential
    /// Blue below `center`, white there, red above.
    case diverging(center: Double)
    case gray
  }

  public var title: String?
  public var rows: Int
  public var columns: Int
  /// Row by row; missing values are left blank.
  public var values: Numbers
  public var xTitle: String?
  public var yTitle: String?
  /// One name a column; empty for numbers from 0.
  public var columnLabels: [String]
  /// One name a row; empty for numbers from 0.
  public var rowLabels: [String]
  public var palette: Palette
  /// The values of the first and last colour; `nil` for the least and largest value.
  public var range: ClosedRange<Double>?
  /// What the colours measure, written beside their scale.
  public var colorBarTitle: String?
  /// Whether there is a scale of the colours.
  public var showsColorBar: Bool
  /// How the numbers inside the cells are written; `nil` for none.
  public var numbers: NumberFormat?
  /// Cells crossed by slanted lines, such as sizes that drop pixels.
  public var hatchedCells: [Cell]
  /// Cells with a strong outline.
  public var outlinedCells: [Cell]

  /// Creates a heat map of a table.
  ///
  /// - Precondition: All rows have the same count.
  public init<Value: PlotNumber>(_ title: String? = nil, values: [[Value]]) {
    let columns = values.first?.count ?? 0
    require(
      values.allSatisfy { $0.count == columns },
      "HeatMap: expected rows of the same length, got \(values.map(\.count)).")
    self.init(title, values: values.flatMap(\.self), rows: values.count, columns: columns)
  }

  /// Creates a heat map of numbers listed row by row.
  ///
  /// - Precondition: There are `rows × columns` values.
  public init<Value: PlotNumber>(
    _ title: String? = nil, values: some Sequence<Value>, rows: Int, columns: Int
  ) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = Numbers(values.map(\.plotted))
    columnLabels = []
    rowLabels = []
    palette = .sequential
    showsColorBar = true
    hatchedCells = []
    outlinedCells = []
    require(
      self.values.count == rows * columns,
      "HeatMap: expected \(rows) × \(columns) = \(rows * columns) values, got "
        + "\(self.values.count).")
  }

  public var figure: Figure { Figure(.heatMap(self)) }
}

extension HeatMap {
  /// Returns the map with a title below its columns, which are numbered from 0.
  public func xAxis(_ title: String) -> HeatMap { changed { $0.xTitle = title } }

  /// Returns the map with its columns described, each by a name or a number.
  ///
  /// - Precondition: There is one label for each column.
  public func xAxis(
    _ title: String? = nil, labels: some Sequence<some CustomStringConvertible>
  ) -> HeatMap {
    let labels = labels.map(\.description)
    requireLabels(labels, count: columns, of: "columns")
    return changed {
      $0.xTitle = title
      $0.columnLabels = labels
    }
  }

  /// Returns the map with a title above its rows, which are numbered from 0, the first on top.
  public func yAxis(_ title: String) -> HeatMap { changed { $0.yTitle = title } }

  /// Returns the map with its rows described, each by a name or a number, the first on top.
  ///
  /// - Precondition: There is one label for each row.
  public func yAxis(
    _ title: String? = nil, labels: some Sequence<some CustomStringConvertible>
  ) -> HeatMap {
    let labels = labels.map(\.description)
    requireLabels(labels, count: rows, of: "rows")
    return changed {
      $0.yTitle = title
      $0.rowLabels = labels
    }
  }

  /// Returns the map with the scale of its colours described.
  ///
  /// - Parameters:
  ///   - title: What the colours measure.
  ///   - palette: Which colours.
  ///   - range: The values of the first and last colour; `nil` for the least and largest value.
  /// - Returns: The same map in those colours.
  public func colors(
    _ title: String? = nil, palette: Palette = .sequential, range: ClosedRange<Double>? = nil
  ) -> HeatMap {
    changed {
      $0.colorBarTitle = title
      $0.palette = palette
      $0.range = range
    }
  }

  /// Returns the map without a scale of its colours.
  public func withoutColorBar() -> HeatMap { changed { $0.showsColorBar = false } }

  /// Returns the map with each cell's number written in it.
  public func numbered(_ format: NumberFormat = .automatic) -> HeatMap {
    changed { $0.numbers = format }
  }

  /// Returns the map with slanted lines across `cells`.
  public func hatching(_ cells: [Cell]) -> HeatMap { changed { $0.hatchedCells = cells } }

  /// Returns the map with a strong outline around each of `cells`.
  public func outlining(_ cells: [Cell]) -> HeatMap { changed { $0.outlinedCells = cells } }

  private func changed(_ change: (inout HeatMap) -> Void) -> HeatMap {
    var map = self
    change(&map)
    return map
  }

  private func requireLabels(_ labels: [String], count: Int, of what: String) {
    require(
      labels.count == count,
      "HeatMap: expected a label for each of \(count) \(what), got \(labels.count) labels.")
  }
}
