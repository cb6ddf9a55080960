/// Finds the command that an author probably meant.
enum CommandSuggestion {
  /// Returns the known name nearest to `name`, if one is near enough to be meant.
  static func nearest(to name: String, among known: some Sequence<String>) -> String? {
    let limit = name.count <= 3 ? 1 : 2
    return
      known
      .map { (name: $0, distance: distance(Array(name), Array($0))) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
      .name
  }

  /// Returns how many single letters must be inserted, removed, replaced or swapped with their
  /// neighbour (optimal string alignment).
  private static func distance(_ source: [Character], _ target: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...target.count)
    for row in source.indices {
      var current = [row + 1]
      for column in target.indices {
        let isSame = source[row] == target[column]
        var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
        if row > 0, column > 0, source[row] == target[column - 1],
          source[row - 1] == target[column]
        {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[target.count]
  }
}
