import Graphics

extension ArchitectureDiagram: Drawable {
  func height(for width: Double) -> Double {
    let rows = (Double(volumes.count) * 52 / width).rounded(.up)
    return max(rows, 1) * 158 + (max(rows, 1) - 1) * rowGap + (title == nil ? 0 : 17) + 18
  }

  private var rowGap: Double { 14 }

  func draw(in frame: Rect, with pen: Pen) {
    guard !volumes.isEmpty else { return }
    let content = pen.title(title, in: frame).trimmed(bottom: pen.lineHeight(noteStyle(pen)) + 9)
    let scale = VolumeScale(volumes)
    let columns = volumes.map { ArchitectureColumn($0, scale: scale, pen: pen) }
    let rows = rows(columns, width: content.width)
    let rowHeight = (content.height + rowGap) / Double(rows.count)
    for (index, row) in rows.enumerated() {
      let box = Rect(
        x: content.x, y: content.y + Double(index) * rowHeight, width: content.width,
        height: rowHeight - rowGap)
      draw(row, in: box, scale: scale, isLast: index == rows.count - 1, with: pen)
    }
    pen.text(scale.note, noteStyle(pen), x: frame.x, top: content.maxY + 9)
  }

  private func noteStyle(_ pen: Pen) -> TextStyle {
    pen.theme.text(0.9, italic: true, color: pen.theme.secondaryInk)
  }

  /// Divides the columns into as few rows as their words allow, of about equal count.
  private func rows(_ columns: [ArchitectureColumn], width: Double) -> [[ArchitectureColumn]] {
    for count in 1...columns.count {
      let perRow = (columns.count + count - 1) / count
      let rows = stride(from: 0, to: columns.count, by: perRow).map {
        Array(columns[$0..<min($0 + perRow, columns.count)])
      }
      if rows.allSatisfy({ $0.reduce(0) { $0 + $1.width + 7 } <= width }) { return rows }
    }
    return columns.map { [$0] }
  }

  private func draw(
    _ columns: [ArchitectureColumn], in box: Rect, scale: VolumeScale, isLast: Bool, with pen: Pen
  ) {
    let natural = columns.reduce(0) { $0 + $1.width }
    let gap = min((box.width - natural) / Double(columns.count), 34)
    let headLines = columns.map(\.head.count).max() ?? 0
    let footLines = columns.map(\.foot.count).max() ?? 0
    let line = pen.lineHeight(ArchitectureColumn.style(pen))
    let stage = box.trimmed(
      top: Double(headLines) * line + 5, bottom: Double(footLines + 1) * line + 8)
    var x = box.x + gap / 2
    var last: VolumeShape?
    for column in columns {
      let middle = x + column.width / 2
      let shape = VolumeShape(
        column.volume, scale: scale, center: Point(x: middle, y: stage.midY),
        height: stage.height)
      if let last { drawConnection(from: last, to: shape, column.volume, with: pen) }
      shape.draw(with: pen)
      drawWords(column, middle: middle, box: box, stage: stage, line: line, with: pen)
      last = shape
      x += column.width + gap
    }
    if !isLast, let last {
      let start = Point(x: last.right + 3, y: stage.midY)
      pen.arrow(start, Point(x: start.x + 14, y: stage.midY), pen.theme.secondaryInk)
    }
  }

  private func drawWords(
    _ column: ArchitectureColumn, middle: Double, box: Rect, stage: Rect, line: Double,
    with pen: Pen
  ) {
    let head = ArchitectureColumn.style(pen, color: pen.theme.secondaryInk)
    for (index, text) in column.head.reversed().enumerated() {
      pen.text(
        text, head, x: middle, top: stage.y - 5 - Double(index + 1) * line, anchor: .center)
    }
    pen.text(
      column.volume.name, ArchitectureColumn.nameStyle(pen), x: middle, top: stage.maxY + 4,
      anchor: .center)
    for (index, text) in column.foot.enumerated() {
      let style = index == 0 ? ArchitectureColumn.style(pen) : head
      pen.text(
        text, style, x: middle, top: stage.maxY + 6 + Double(index + 1) * line, anchor: .center)
    }
  }

  /// Draws an arrow, or the lines from a window on one volume to a point of the next.
  private func drawConnection(
    from: VolumeShape, to: VolumeShape, _ volume: Volume, with pen: Pen
  ) {
    let color = pen.theme.secondaryInk
    guard let window = volume.window, let corners = from.window(window) else {
      let y = from.center.y
      if to.left - from.right > 5 {
        pen.arrow(
          Point(x: from.right + 2, y: y), Point(x: to.left - 2, y: y), color, width: 0.6,
          head: 3.5)
      }
      return
    }
    let target = Point(x: to.left + 0.5, y: to.center.y)
    for corner in corners { pen.line(corner, target, color.opacity(0.75), width: 0.4) }
    pen.canvas.fill(.polygon(corners), with: pen.theme.color(.orange).opacity(0.45))
    pen.canvas.stroke(
      .polygon(corners), with: Stroke(color: pen.theme.color(.orange), width: 0.8))
  }
}

/// One volume with its words, and the width that they need.
struct ArchitectureColumn {
  let volume: Volume
  /// Above it: the layer.
  let head: [String]
  /// Below its name: the shape and the count of parameters.
  let foot: [String]
  let width: Double

  init(_ volume: Volume, scale: VolumeScale, pen: Pen) {
    self.volume = volume
    let style = ArchitectureColumn.style(pen)
    let widest = 50.0
    head = volume.layer.map { pen.wrap($0, style, width: widest) } ?? []
    var foot = [volume.shape.map { Digits.grouped(Double($0), places: 0) }.joined(separator: "×")]
    if let parameters = volume.parameters, parameters > 0 {
      let count =
        parameters >= 1_000_000
        ? NumberFormat.compact.text(Double(parameters))
        : Digits.grouped(Double(parameters), places: 0)
      foot += [count, "parameters"]
    }
    self.foot = foot
    let words =
      (head + foot).map { pen.width(of: $0, style) }
      + [pen.width(of: volume.name, ArchitectureColumn.nameStyle(pen))]
    width = max(words.max() ?? 0, scale.drawnWidth(of: volume))
  }

  static func style(_ pen: Pen, color: Color? = nil) -> TextStyle {
    pen.theme.text(0.92, color: color)
  }

  static func nameStyle(_ pen: Pen) -> TextStyle { pen.theme.text(1.02, weight: .bold) }
}

extension ArchitectureDiagram {
  public var draftAltText: String {
    let steps = volumes.map { volume in
      let shape = volume.shape.map { String($0) }.joined(separator: "×")
      let layer = volume.layer.map { " by \($0)" } ?? ""
      return "\(volume.name) \(shape)\(layer)"
    }
    let total = volumes.compactMap(\.parameters).reduce(0, +)
    let head = [title, "a network of \(volumes.count) volumes"].compactMap(\.self)
      .joined(separator: ": ")
    return PlotText.capitalized(head) + ": " + steps.joined(separator: "; ") + "."
      + (total > 0 ? " \(Digits.grouped(Double(total), places: 0)) parameters in all." : "")
  }

  public var dataTables: [DataTable] {
    [
      DataTable(
        title: title ?? "Network",
        columns: ["Volume", "Layer", "Shape", "Window", "Parameters"],
        rows: volumes.map { volume in
          [
            volume.name, volume.layer ?? "",
            volume.shape.map { String($0) }.joined(separator: "×"),
            volume.window.map { String($0) } ?? "", volume.parameters.map { String($0) } ?? "",
          ]
        })
    ]
  }
}
