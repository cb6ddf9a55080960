/// What an atom does in its formula, which decides the space around it.
///
/// - SeeAlso: Knuth, *The TeXbook* (1984), chapter 17.
package enum MathClass: Int, Hashable, Sendable {
  case ordinary, largeOperator, binary, relation, opening, closing, punctuation, inner
}

/// The space between neighbouring atoms.
///
/// - SeeAlso: Knuth, *The TeXbook* (1984), chapter 18, the table on page 170.
enum AtomSpacing {
  /// Rows: the left atom; columns: the right atom; in the order of `MathClass`.
  ///
  /// 1, 2 and 3 are a thin, medium and thick space; a negative entry vanishes in scripts.
  private static let table: [[Int]] = [
    [0, 1, -2, -3, 0, 0, 0, -1],
    [1, 1, 0, -3, 0, 0, 0, -1],
    [-2, -2, 0, 0, -2, 0, 0, -2],
    [-3, -3, 0, 0, -3, 0, 0, -3],
    [0, 0, 0, 0, 0, 0, 0, 0],
    [0, 1, -2, -3, 0, 0, 0, -1],
    [-1, -1, 0, -1, -1, -1, -1, -1],
    [-1, 1, -2, -3, -1, 0, -1, -1],
  ]

  /// Thin, medium and thick space in mu, an eighteenth of an em.
  private static let widths = [0.0, 3, 4, 5]

  /// Returns the space between `left` and `right` in em.
  static func between(_ left: MathClass, _ right: MathClass, inScript: Bool) -> Double {
    let entry = table[left.rawValue][right.rawValue]
    return entry < 0 && inScript ? 0 : widths[abs(entry)] / 18
  }
}

/// A member of a list, with the class it has there and the space before it.
struct SpacedNode {
  let node: MathNode
  /// `nil` for explicit spaces, which take no part in the spacing.
  var mathClass: MathClass?
  /// In em.
  var spaceBefore = 0.0

  /// Returns `nodes` with their classes and spaces as TeX would see them.
  ///
  /// A binary operator with nothing to join, such as the sign in `(−1)`, becomes ordinary
  /// (*The TeXbook*, appendix G, rules 5 and 6).
  static func list(_ nodes: [MathNode], inScript: Bool) -> [SpacedNode] {
    var list = nodes.map { SpacedNode(node: $0, mathClass: $0.mathClass) }
    var previous: Int?
    for index in list.indices {
      guard let current = list[index].mathClass else { continue }
      let before = previous.flatMap { list[$0].mathClass }
      switch current {
      case .binary:
        switch before {
        case nil, .binary, .largeOperator, .relation, .opening, .punctuation:
          list[index].mathClass = .ordinary
        default: break
        }
      case .relation, .closing, .punctuation:
        if let previous, before == .binary { list[previous].mathClass = .ordinary }
      default: break
      }
      previous = index
    }
    if let previous, list[previous].mathClass == .binary { list[previous].mathClass = .ordinary }

    var left: MathClass?
    for index in list.indices {
      guard let right = list[index].mathClass else { continue }
      if let left {
        list[index].spaceBefore = AtomSpacing.between(left, right, inScript: inScript)
      }
      left = right
    }
    return list
  }
}
