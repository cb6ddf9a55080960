/// Rows of text in columns, as wide as what they hold.
struct TextTable {
  private var rows: [[String]]
  /// The columns that hold numbers, which end where their heading ends.
  private let numbers: Set<Int>

  init(heading: [String], numbers: Set<Int> = []) {
    rows = [heading]
    self.numbers = numbers
  }

  mutating func append(_ row: [String]) {
    rows.append(row)
  }

  /// The lines, two spaces between the columns.
  var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return numbers.contains(column) ? space + text : text + space
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
