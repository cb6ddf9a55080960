import Graphics

/// Words that stand near a place, and the places around it that would do.
struct MarkLabel {
  var text: String
  var style: TextStyle
  /// What the words speak of.
  var target: Point
  /// Where the middle of the words may stand, best first.
  var candidates: [Point]
  /// Whether an arrow leads from the words to the target.
  var hasArrow = false
  /// Whether the words interrupt the line on which they stand.
  var hasPaper = false
  /// Whether the words are left out when no candidate is free.
  var isOptional = false

  /// Returns the eight places around `target`, above first, whose words keep `gap` points away.
  static func around(_ target: Point, extent: TextExtent, gap: Double) -> [Point] {
    let aside = extent.width / 2 + gap
    let up = extent.height / 2 + gap
    let offsets: [(Double, Double)] = [
      (0, -up), (aside, 0), (0, up), (-aside, 0), (aside, -up), (-aside, -up), (aside, up),
      (-aside, up),
    ]
    return offsets.map { Point(x: target.x + $0.0, y: target.y + $0.1) }
  }
}

/// Finds places for words, so that none covers another or, if possible, any data.
struct LabelPlacement {
  let bounds: Rect
  /// What words should not cover: lines, dots, bars.
  var occupied: [Rect]
  /// What words must not cover: other words.
  private(set) var words: [Rect] = []

  init(bounds: Rect, occupied: [Rect], words: [Rect] = []) {
    self.bounds = bounds
    self.occupied = occupied
    self.words = words
  }

  /// Marks `box` as taken by words.
  mutating func take(_ box: Rect) { words.append(box) }

  /// Returns where the middle of the words goes, or `nil` when they have to be left out.
  mutating func place(_ label: MarkLabel, extent: TextExtent) -> Point? {
    var best: (cost: Double, box: Rect)?
    let candidates = label.isOptional ? label.candidates : label.candidates + everywhere(extent)
    for (rank, candidate) in candidates.enumerated() {
      let box = Rect(
        x: candidate.x - extent.width / 2, y: candidate.y - extent.height / 2,
        width: extent.width, height: extent.height)
      let overlaps = words.reduce(0.0) { $0 + $1.inset(by: -1.2).sharedArea(with: box) }
      let beyond = box.width * box.height - box.sharedArea(with: bounds)
      if label.isOptional, overlaps + beyond > 0.01 { continue }
      let covered = occupied.reduce(0) { $0 + ($1.intersects(box) ? 1 : 0) }
      // Covering words or leaving the plot is out of the question while anything else is to be had.
      let preferred = rank < label.candidates.count
      let distance = abs(candidate.x - label.target.x) + abs(candidate.y - label.target.y)
      let cost =
        (overlaps + beyond) * 1000 + Double(min(covered, 40)) * 60
        + (preferred ? Double(rank) : 100 + distance)
      if cost < best?.cost ?? .infinity { best = (cost, box) }
      if cost < 1 { break }
    }
    guard let box = best?.box else { return nil }
    words.append(box)
    return Point(x: box.midX, y: box.midY)
  }

  /// Returns places all over the plot, for words that fit nowhere near their target.
  private func everywhere(_ extent: TextExtent) -> [Point] {
    guard extent.width < bounds.width, extent.height < bounds.height else { return [] }
    let rows = max(Int(bounds.height / (extent.height + 3)), 1)
    let columns = 12
    let left = bounds.x + extent.width / 2
    let top = bounds.y + extent.height / 2
    return (0...rows).flatMap { row in
      (0...columns).map { column in
        Point(
          x: left + (bounds.width - extent.width) * Double(column) / Double(columns),
          y: top + (bounds.height - extent.height) * Double(row) / Double(rows))
      }
    }
  }
}

extension Rect {
  /// The area that both rectangles cover.
  func sharedArea(with other: Rect) -> Double {
    let width = Swift.min(maxX, other.maxX) - Swift.max(x, other.x)
    let height = Swift.min(maxY, other.maxY) - Swift.max(y, other.y)
    return width > 0 && height > 0 ? width * height : 0
  }
}
