/// Says where a listing may be divided between two pages, and how much harm that does.
package struct ListingBreaks {
  private let lines: [Substring]
  private let indents: [Int]
  /// How many lines of the page stand above the end of each line, itself included.
  private let above: [Int]

  /// Fewer lines than this are never divided.
  private static let shortest = 9
  /// So many lines stand together at least, before and behind a break.
  private static let least = 3

  /// Prepares a listing.
  ///
  /// - Parameters:
  ///   - lines: The text of each line.
  ///   - heights: How many lines of the page each takes, wrapped.
  package init(lines: [String], heights: [Int]) {
    self.lines = lines.map { $0.drop(while: \.isWhitespace) }
    indents = lines.map { $0.prefix(while: \.isWhitespace).count }
    above = heights.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
  }

  /// Returns how much white space, in points, is better than a page that ends below a line.
  ///
  /// - Returns: `nil` where none may end.
  package func cost(below index: Int) -> Double? {
    let total = above.last ?? 0
    // Behind a listing comes what it prints or draws, which belongs to it.
    guard index < lines.count - 1 else { return 40 }
    guard total >= Self.shortest, above[index] >= Self.least, total - above[index] >= Self.least
    else { return nil }
    // A blank line is where the author would divide it.
    guard let first = lines[index + 1].first else { return 25 }
    if "})]".contains(first) { return nil }
    // An argument or a call on the result is the rest of a statement.
    let goesOn = first == "." || lines[index].last.map { "{([,".contains($0) } ?? false
    let depth = Double(indents[index + 1] / 2)
    return (depth == 0 ? 45 : 60 + 10 * depth) + (goesOn ? 50 : 0)
  }
}
