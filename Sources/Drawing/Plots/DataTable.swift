/// Numbers behind a figure, for readers who want them and for those who cannot see it.
public struct DataTable: Hashable, Codable, Sendable {
  public var title: String
  public var columns: [String]
  /// One array a row, one text a column, numbers at full precision.
  public var rows: [[String]]

  public init(title: String, columns: [String], rows: [[String]]) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// The table as comma-separated values with a head, quoted where RFC 4180 asks for it.
  public var csv: String {
    ([columns] + rows).map { row in
      row.map(DataTable.csvField).joined(separator: ",") + "\r\n"
    }.joined()
  }

  private static func csvField(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    let doubled = text.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(doubled)\""
  }

  /// Writes a number so that it reads back as the same number; nothing for a missing one.
  static func cell(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return String(value)
  }
}
