/// Chooses the line breaks of a whole paragraph at once.
///
/// A line is the worse the further its spaces must stretch or shrink; the breaks with the least sum
/// of demerits win, so that a tight line is not followed by a loose one because a word just fitted.
///
/// - SeeAlso: Knuth and Plass, "Breaking Paragraphs into Lines", 1981. Demerits are theirs; fitness
///   classes are left out, and instead of active nodes every feasible predecessor is tried.
package struct LineBreaker {
  /// A place where a line may end.
  struct Opportunity {
    /// Where the line's last visible glyph ends, in points from the paragraph's start.
    var end: Double
    /// Where the next line's first glyph starts; further right than `end` by the space between.
    var next: Double
    /// The number of stretchable spaces before `end`.
    var spaces: Int
    /// The same, before `next`.
    var nextSpaces: Int
    /// The cost of ending a line here: 0 between words, more at a hyphen.
    var penalty: Double
    /// The width of the hyphen that a break here adds.
    var hyphenWidth = 0.0
  }

  var width: Double
  /// The width of a space, in points.
  var space: Double
  /// Whether lines are stretched to one width; if not, any shortfall costs little.
  var isJustified: Bool

  /// Returns the indices of the opportunities to break at, the last one always among them.
  func breaks(at opportunities: [Opportunity]) -> [Int] {
    var best: [(cost: Double, previous: Int)] = []
    for (index, end) in opportunities.enumerated() {
      let isLast = index == opportunities.count - 1
      var choice = (cost: Double.infinity, previous: -1)
      for start in stride(from: index - 1, through: -1, by: -1) {
        let from = start < 0 ? nil : opportunities[start]
        let natural = end.end - (from?.next ?? 0) + end.hyphenWidth
        let spaces = end.spaces - (from?.nextSpaces ?? 0)
        // Further back lines only get longer; a line of one piece must be taken however long.
        if natural > 2 * width, start < index - 1 { break }
        var cost = demerits(natural: natural, spaces: spaces, penalty: end.penalty, isLast: isLast)
        if let from, from.penalty > 0, end.penalty > 0 { cost += 3000 }
        cost += start < 0 ? 0 : best[start].cost
        if cost < choice.cost { choice = (cost, start) }
      }
      best.append(choice)
    }
    var breaks: [Int] = []
    var index = opportunities.count - 1
    while index >= 0 {
      breaks.append(index)
      index = best[index].previous
    }
    return breaks.reversed()
  }

  private func demerits(
    natural: Double, spaces: Int, penalty: Double, isLast: Bool
  ) -> Double {
    let slack = width - natural
    let room = Double(max(spaces, 1)) * space
    var badness: Double
    if slack < 0 {
      let ratio = -slack / (room * LineBreaker.shrink)
      let fits = isJustified && spaces > 0 && ratio <= 1
      badness = fits ? 100 * ratio * ratio * ratio : 1e6 * (1 - slack)
    } else if isLast {
      badness = 0
    } else if isJustified {
      let ratio = slack / (room * LineBreaker.stretch)
      badness = min(100 * ratio * ratio * ratio, 1e5)
    } else {
      let ratio = slack / (0.15 * width)
      badness = 100 * ratio * ratio
    }
    let line = 1 + badness + penalty
    return line * line
  }

  /// How far a space may give and take, as fractions of its width; those of Computer Modern.
  static let stretch = 0.5
  static let shrink = 0.3
}
