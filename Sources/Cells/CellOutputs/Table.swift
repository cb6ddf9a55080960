import Contracts
import Graphics

/// A table that a cell computed: a head, and rows of text.
///
/// ```swift
/// Table(
///   columns: ["layer", "parameters"], rows: [["C1", 156], ["C3", 2_416]],
///   totals: [["total", 2_572]])
/// ```
public struct Table: Hashable, Codable, Sendable {
  public struct Column: Hashable, Codable, Sendable {
    public var title: String
    /// Numbers are best set right, words left.
    public var alignment: HorizontalAlignment

    public init(_ title: String, alignment: HorizontalAlignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  public var columns: [Column]
  /// One array a row, one text a column.
  public var rows: [[String]]
  /// Rows that sum up the ones above, set apart by a line.
  public var totals: [[String]]
  public var caption: String?

  public init(
    columns: [Column], rows: [[String]], totals: [[String]] = [], caption: String? = nil
  ) {
    self.columns = columns
    self.rows = rows
    self.totals = totals
    self.caption = caption
  }

  /// Creates a table of values, which it writes and aligns by itself.
  ///
  /// - Parameters:
  ///   - columns: The columns' titles.
  ///   - rows: One value a column in each row.
  ///   - totals: Rows that sum up the ones above.
  ///   - caption: A sentence that says what the table shows.
  /// - Precondition: Each row has as many values as there are columns.
  @_disfavoredOverload
  public init(
    columns: [String], rows: [[any TableValue]], totals: [[any TableValue]] = [],
    caption: String? = nil
  ) {
    for (number, row) in (rows + totals).enumerated() {
      require(
        row.count == columns.count,
        "Table: row \(number + 1) has \(row.count) values (\(row.map(\.tableText))), but there are "
          + "\(columns.count) columns (\(columns)).")
    }
    self.init(
      columns: columns.enumerated().map { place, title in
        let isNumber = (rows + totals).compactMap { $0[place].isTableNumber }
        let isRight = !isNumber.isEmpty && isNumber.allSatisfy(\.self)
        return Column(title, alignment: isRight ? .right : .left)
      },
      rows: rows.map { $0.map(\.tableText) }, totals: totals.map { $0.map(\.tableText) },
      caption: caption)
  }
}
