import Graphics

/// How several figures stand beside and below each other: Quarto's `layout`.
///
/// ```yaml
/// layout-ncol: 2            # rows of two
/// layout: [[1, 1], [1]]     # two, and a wide one below
/// layout: [[40, -20, 40]]   # two with a gap of a fifth between them
/// ```
package struct PanelLayout: Hashable, Codable, Sendable {
  package enum VerticalAlignment: String, Hashable, Codable, Sendable { case top, center, bottom }

  /// `layout`: the widths of each row, in any unit; a negative one is left empty.
  package var rows: [[Double]] = []
  /// `layout-ncol`.
  package var columns: Int?
  /// `layout-nrow`.
  package var rowCount: Int?
  /// `layout-align`: where a part stands that is narrower than its place.
  package var horizontal: HorizontalAlignment?
  /// `layout-valign`: where a part stands that is lower than its row.
  package var vertical: VerticalAlignment?

  package init() {}

  /// A place in a row.
  package struct Slot: Hashable, Encodable, Sendable {
    /// In `0...1` of the row's width.
    package var width: Double
    /// Whether the place stays empty.
    package var isGap: Bool

    package init(width: Double, isGap: Bool = false) {
      self.width = width
      self.isGap = isGap
    }
  }

  /// Whether it says what stands beside what.
  package var arrangesParts: Bool { !rows.isEmpty || columns != nil || rowCount != nil }

  /// Returns the rows in which `count` parts stand; `nil` when the author leaves that to the page.
  ///
  /// When there are more parts than places, the last row is repeated.
  package func slots(for count: Int) -> [[Slot]]? {
    guard count > 0 else { return nil }
    if !rows.isEmpty {
      var placed: [[Slot]] = []
      var left = count
      while left > 0 {
        let row = rows[min(placed.count, rows.count - 1)]
        let whole = row.reduce(0) { $0 + abs($1) }
        placed.append(row.map { Slot(width: abs($0) / whole, isGap: $0 < 0) })
        left -= row.count { $0 > 0 }
      }
      return placed
    }
    let perRow = columns ?? rowCount.map { (count + $0 - 1) / $0 }
    guard let perRow else { return nil }
    let row = Array(repeating: Slot(width: 1 / Double(perRow)), count: perRow)
    return Array(repeating: row, count: (count + perRow - 1) / perRow)
  }
}
