/// Returns the name that `name` was most likely meant to be, or `nil` when none is near.
///
/// Counts the letters to insert, delete, change or swap (Damerau 1964, in the restricted form where
/// a swapped pair is not edited again), and accepts one such edit for every three letters.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let limit = max(1, name.count / 3)
  var nearest: (name: String, distance: Int)?
  for candidate in candidates where abs(candidate.count - name.count) <= limit {
    let distance = editDistance(Array(name), Array(candidate))
    if distance <= limit, distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
  }
  return nearest?.name
}

private func editDistance(_ from: [Character], _ to: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...to.count)
  for row in from.indices {
    var current = [row + 1]
    for column in to.indices {
      var best = min(
        previous[column] + (from[row] == to[column] ? 0 : 1),
        previous[column + 1] + 1,
        current[column] + 1)
      if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
        best = min(best, beforePrevious[column - 1] + 1)
      }
      current.append(best)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[to.count]
}
