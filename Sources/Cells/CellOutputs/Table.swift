import Graphics

/// A table that a cell computed: a head, and rows of text.
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
}
