import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// How wide a table's column would like to be.
@DrawingActor
struct ColumnWish {
  /// Its longest cell on one line.
  var full = 0.0
  /// The same without the header.
  var body = 0.0
  /// Its longest word.
  var least = 0.0

  init(of table: ReportTable, column: Int, style: TextStyle, inlines: InlineTypesetter) {
    var bold = style
    bold.weight = .bold
    measure(table.header, at: column, bold, inlines)
    let headerWidth = full
    full = 0
    for row in table.rows { measure(row, at: column, style, inlines) }
    for row in table.totals { measure(row, at: column, bold, inlines) }
    body = full
    full = max(full, headerWidth)
  }

  private mutating func measure(
    _ cells: [[ReportInline]], at column: Int, _ style: TextStyle, _ inlines: InlineTypesetter
  ) {
    guard column < cells.count else { return }
    let widths = Paragraph(inlines.spans(cells[column], style: style), width: 1).naturalWidths()
    full = max(full, widths.full)
    least = max(least, widths.widestPiece)
  }
}

extension [ColumnWish] {
  /// A table of cells up to this width may reach into the margins before its cells are wrapped.
  private static var longestShortCell: Double { 110 }

  /// The width of all columns when only their headers are wrapped.
  var leastUnwrapped: Double { reduce(0) { $0 + Swift.max($1.least, $1.body) } }

  /// Returns widths in which no word is divided.
  ///
  /// - Parameters:
  ///   - gaps: What stands between the columns, in all.
  ///   - measure: The width of the text, which tables keep to if they can.
  ///   - room: The same with the margins that they may reach into.
  /// - Returns: The width of each column, or `nil` when the longest words need more than `room`.
  func fitted(gaps: Double, measure: Double, room: Double) -> [Double]? {
    func sum(_ width: (ColumnWish) -> Double) -> Double { reduce(gaps) { $0 + width($1) } }
    guard sum(\.full) > measure else { return map(\.full) }
    // A header of two lines disturbs less than a row of two lines, or a table beyond the text.
    if leastUnwrapped + gaps <= measure {
      return map { wish in
        var wish = wish
        wish.least = Swift.max(wish.least, wish.body)
        return wish
      }.shared(measure - gaps)
    }
    if sum(\.full) <= room, allSatisfy({ $0.body <= Self.longestShortCell }) { return map(\.full) }
    let least = sum(\.least)
    return least <= room ? shared(Swift.max(measure, least) - gaps) : nil
  }

  /// Gives narrow columns all they would like, and the wide ones like shares of the rest.
  func shared(_ room: Double) -> [Double] {
    let least = reduce(0) { $0 + $1.least }
    // No column can have its longest word on one line, so words break.
    guard room > least else { return map { $0.least * room / least } }
    func columns(sharing share: Double) -> [Double] {
      map { Swift.max($0.least, Swift.min($0.full, share)) }
    }
    // The share is as large as the room allows; halving finds it to a thousandth of a point.
    var low = 0.0
    var high = room
    while high - low > 0.001 {
      let share = (low + high) / 2
      if columns(sharing: share).reduce(0, +) > room { high = share } else { low = share }
    }
    return columns(sharing: low)
  }
}
