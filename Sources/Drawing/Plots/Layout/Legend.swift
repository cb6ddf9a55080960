import Graphics

/// The names of the series beside small pictures of them.
struct Legend {
  let entries: [SeriesStyles.Entry]
  let pen: Pen

  /// Lines need some length to show their dashes.
  private var symbolWidth: Double {
    entries.contains { $0.symbols.contains(.line) } ? 17 : 9
  }
  private let gap = 4.0
  private let between = 13.0

  init(_ entries: [SeriesStyles.Entry], pen: Pen) {
    self.entries = entries
    self.pen = pen
  }

  private var style: TextStyle { pen.theme.labelText }
  private var rowHeight: Double { pen.lineHeight(style) * 1.22 }

  /// The room that the entries take below one another.
  var blockSize: Size {
    let widest = entries.map { pen.width(of: $0.name, style) }.max() ?? 0
    return Size(
      width: symbolWidth + gap + widest, height: Double(entries.count) * rowHeight)
  }

  /// Draws the entries below one another.
  func drawBlock(at origin: Point) {
    for (index, entry) in entries.enumerated() {
      draw(entry, at: Point(x: origin.x, y: origin.y + (Double(index) + 0.5) * rowHeight))
    }
  }

  /// Returns the height of the entries side by side in as many rows as `width` makes necessary.
  func rowsHeight(width: Double) -> Double { Double(rows(width: width).count) * rowHeight }

  func drawRows(at origin: Point, width: Double) {
    for (row, entries) in rows(width: width).enumerated() {
      var x = origin.x
      for entry in entries {
        draw(entry, at: Point(x: x, y: origin.y + (Double(row) + 0.5) * rowHeight))
        x += self.width(of: entry) + between
      }
    }
  }

  private func width(of entry: SeriesStyles.Entry) -> Double {
    symbolWidth + gap + pen.width(of: entry.name, style)
  }

  private func rows(width: Double) -> [[SeriesStyles.Entry]] {
    var rows: [[SeriesStyles.Entry]] = []
    var used = 0.0
    for entry in entries {
      let needed = self.width(of: entry)
      if rows.isEmpty || used + between + needed > width {
        rows.append([entry])
        used = needed
      } else {
        rows[rows.count - 1].append(entry)
        used += between + needed
      }
    }
    return rows
  }

  private func draw(_ entry: SeriesStyles.Entry, at left: Point) {
    let color = pen.theme.color(entry.style.hue)
    let middle = Point(x: left.x + symbolWidth / 2, y: left.y)
    let symbols = entry.symbols
    if symbols.contains(.area) {
      let alone = symbols == [.area]
      let box =
        alone
        ? Rect(x: middle.x - 4, y: middle.y - 4, width: 8, height: 8)
        : Rect(x: left.x, y: middle.y - 3.5, width: symbolWidth, height: 7)
      pen.fill(box, color.opacity(alone ? 0.85 : 0.2))
    }
    if symbols.contains(.line) {
      pen.line(
        left, Point(x: left.x + symbolWidth, y: left.y), color, width: 1.3,
        dash: entry.style.pattern.dash.map { $0 * 1.18 })
    }
    if symbols.contains(.interval) {
      pen.line(
        Point(x: middle.x, y: middle.y - 4.5), Point(x: middle.x, y: middle.y + 4.5), color,
        width: 1.1)
    }
    if symbols.contains(.dot) || symbols.contains(.interval) {
      pen.dot(middle, shape: entry.style.shape, color: color, radius: 2.3)
    }
    pen.text(entry.name, style, x: left.x + symbolWidth + gap, middle: left.y)
  }
}
