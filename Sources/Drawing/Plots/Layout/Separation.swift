/// Moves things along a line just so far apart that none covers another.
package enum Separation {
  /// Returns places at least `distance` apart, in the same order, as near to `wanted`, which rises,
  /// as can be.
  ///
  /// This is a least-squares fit under an order, solved by pooling neighbours that are too close.
  /// When `bounds` is too short for all, the last ones lie beyond its end.
  ///
  /// - SeeAlso: Barlow, Bartholomew, Bremner and Brunk, *Statistical Inference under Order
  ///   Restrictions*, 1972, section 1.2 (pool adjacent violators).
  package static func places(
    _ wanted: [Double], distance: Double, bounds: ClosedRange<Double>
  ) -> [Double] {
    // With i × distance taken off, "at least `distance` apart" becomes "not falling".
    var blocks: [(sum: Double, count: Int)] = []
    for (index, place) in wanted.enumerated() {
      blocks.append((place - Double(index) * distance, 1))
      while blocks.count > 1, let last = blocks.last,
        blocks[blocks.count - 2].sum / Double(blocks[blocks.count - 2].count)
          > last.sum / Double(last.count)
      {
        blocks.removeLast()
        blocks[blocks.count - 1].sum += last.sum
        blocks[blocks.count - 1].count += last.count
      }
    }
    let top = bounds.upperBound - Double(max(wanted.count - 1, 0)) * distance
    let flat = blocks.flatMap { block in
      Array(repeating: block.sum / Double(block.count), count: block.count)
    }
    return flat.enumerated().map { index, place in
      max(min(place, top), bounds.lowerBound) + Double(index) * distance
    }
  }
}
