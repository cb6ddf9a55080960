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
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let corners = [
          (column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1),
        ].map { (column: $0.0, row: $0.1, value: values[$0.1 * columns + $0.0]) }
        guard corners.allSatisfy({ $0.value.isFinite }) else { continue }
        var crossings: [(Double, Double)] = []
        for (index, from) in corners.enumerated() {
          let to = corners[(index + 1) % 4]
          guard (from.value < level) != (to.value < level) else { continue }
          let share = (level - from.value) / (to.value - from.value)
          crossings.append(
            (
              Double(from.column) + share * Double(to.column - from.column),
              Double(from.row) + share * Double(to.row - from.row)
            ))
        }
        // Four crossings are a saddle; joined in pairs around the corners that lie on one side.
        let isCentreHigh = corners.map(\.value).reduce(0, +) / 4 >= level
        if crossings.count == 4, (corners[0].value >= level) == isCentreHigh {
          crossings = [crossings[0], crossings[1], crossings[2], crossings[3]]
        } else if crossings.count == 4 {
          crossings = [crossings[3], crossings[0], crossings[1], crossings[2]]
        }
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          let (from, to) = (crossings[pair], crossings[pair + 1])
          segments.append(
            Segment(fromColumn: from.0, fromRow: from.1, toColumn: to.0, toRow: to.1))
        }
      }
    }
    return segments
  }
}
