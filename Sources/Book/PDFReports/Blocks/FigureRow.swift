import Chapters
import Reports

/// Pictures that stand side by side.
struct FigureRow {
  /// A picture and the room that it stands in, in points from the row's left edge.
  struct PlacedPart {
    var part: FigurePart
    var x: Double
    var width: Double
  }

  /// The place of its first picture among the figure's parts.
  var first: Int
  var parts: [PlacedPart]
  var width: Double

  static let gap = 14.0
}

extension FlowBuilder {
  /// Returns the rows in which the parts of a figure stand: those that its author asked for, or as
  /// few as look well.
  func rows(of figure: ReportFigure, in frame: Frame) throws -> [FigureRow] {
    if let slots = figure.arrangement.rows { return try rows(of: figure.parts, in: slots, frame) }
    let widest = frame.width + (frame.left == 0 ? 2 * theme.page.overhang : 0)
    let count = figure.parts.count
    let columns = count <= 3 ? count : count == 4 ? 2 : 3
    let share = share(of: frame.width, among: columns)
    let parts = try figure.parts.map {
      try FigurePart(
        $0, defaultWidth: columns == 1 && figure.arrangement.isWide ? widest : share,
        widest: columns == 1 ? widest : share, measure: columns == 1 ? frame.width : share)
    }
    return stride(from: 0, to: parts.count, by: max(columns, 1)).map { first in
      var x = 0.0
      let placed = parts[first..<min(first + columns, parts.count)].map { part in
        defer { x += part.size.width + FigureRow.gap }
        return FigureRow.PlacedPart(part: part, x: x, width: part.size.width)
      }
      return FigureRow(first: first, parts: placed, width: x - FigureRow.gap)
    }
  }

  private func rows(
    of parts: [ReportFigure.Part], in slots: [[PanelLayout.Slot]], _ frame: Frame
  ) throws -> [FigureRow] {
    var first = 0
    return try slots.map { row in
      let room = frame.width - FigureRow.gap * Double(row.count - 1)
      var x = 0.0
      var placed: [FigureRow.PlacedPart] = []
      for slot in row {
        let width = slot.width * room
        if !slot.isGap, first + placed.count < parts.count {
          let part = try FigurePart(
            parts[first + placed.count], defaultWidth: width, widest: width, measure: width)
          placed.append(FigureRow.PlacedPart(part: part, x: x, width: width))
        }
        x += width + FigureRow.gap
      }
      defer { first += placed.count }
      return FigureRow(first: first, parts: placed, width: frame.width)
    }
  }

  private func share(of width: Double, among columns: Int) -> Double {
    (width - FigureRow.gap * Double(columns - 1)) / Double(max(columns, 1))
  }
}
