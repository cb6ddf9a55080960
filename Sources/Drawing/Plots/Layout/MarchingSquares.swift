/// Follows the lines of one level through a grid of values.
///
/// - SeeAlso: Lorensen and Cline, "Marching cubes", 1987, whose method this is in two dimensions.
package enum MarchingSquares {
  /// A stretch of a contour within one cell, its ends in columns and rows counted from 0.
  package struct Segment: Hashable {
    package var fromColumn: Double
    package var fromRow: Double
    package var toColumn: Double
    package var toRow: Double
  }

  /// Returns the segments along which `values` would be `level` if they changed evenly between the
  /// grid's points; cells with a missing corner have none.
  package static func segments(
    of values: Numbers, rows: Int, columns: Int, level: Double
  ) -> [Segment] {
    guard rows > 1, columns > 1 else { return [] }
    var segments: [Segment] = []
    let values = values.values
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let topLeft = values[row * columns + column]
        let topRight = values[row * columns + column + 1]
        let bottomRight = values[(row + 1) * columns + column + 1]
        let bottomLeft = values[(row + 1) * columns + column]
        guard
          topLeft.isFinite && topRight.isFinite && bottomRight.isFinite && bottomLeft.isFinite
        else { continue }
        // Most cells lie on one side of the level.
        let isLow = (topLeft < level, topRight < level, bottomRight < level, bottomLeft < level)
        if isLow.0 == isLow.1, isLow.1 == isLow.2, isLow.2 == isLow.3 { continue }
        let (left, top) = (Double(column), Double(row))
        // Where the level crosses the upper, the right, the lower and the left edge, if it does.
        let crossings = [
          isLow.0 == isLow.1 ? nil : (left + share(of: level, from: topLeft, to: topRight), top),
          isLow.1 == isLow.2
            ? nil : (left + 1, top + share(of: level, from: topRight, to: bottomRight)),
          isLow.2 == isLow.3
            ? nil : (left + 1 - share(of: level, from: bottomRight, to: bottomLeft), top + 1),
          isLow.3 == isLow.0
            ? nil : (left, top + 1 - share(of: level, from: bottomLeft, to: topLeft)),
        ].compactMap(\.self)
        // Four crossings are a saddle; joined in pairs around the corners that lie on one side.
        let isCentreHigh = (topLeft + topRight + bottomRight + bottomLeft) / 4 >= level
        let turn = crossings.count == 4 && isLow.0 == isCentreHigh ? 3 : 0
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          let from = crossings[(pair + turn) % crossings.count]
          let to = crossings[(pair + 1 + turn) % crossings.count]
          segments.append(
            Segment(fromColumn: from.0, fromRow: from.1, toColumn: to.0, toRow: to.1))
        }
      }
    }
    return segments
  }

  /// Returns how far on the way from one value to the other the level lies, in `0...1`.
  private static func share(of level: Double, from: Double, to: Double) -> Double {
    (level - from) / (to - from)
  }
}
