/// The seeds for which a cell is run, each time anew: `seeds: 5`, or `seeds: [1, 7, 42]`.
package enum Seeds: Hashable, Codable, Sendable {
  /// So many in a row, from the cell's own seed on.
  case count(Int)
  case list([Int])

  /// The first seed of a cell that names none.
  package static let usualFirst = 1

  /// The seeds, where the cell's own seed is `first`.
  package func values(from first: Int) -> [Int] {
    switch self {
    case .count(let count): (0..<count).map { first + $0 }
    case .list(let seeds): seeds
    }
  }
}
