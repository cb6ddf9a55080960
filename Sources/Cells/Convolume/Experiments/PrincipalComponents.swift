import Contracts
import Tensors

/// The directions in which samples spread most.
public struct PrincipalComponents: Sendable {
  /// Where each sample lies along the directions, shape `[samples, count]`.
  public let scores: Tensor
  /// The directions, each of length 1, shape `[count, features]`.
  public let directions: Tensor
  /// The fraction of all variance along each direction.
  public let explained: [Double]
}

/// Returns the directions in which samples spread most, and the samples along them.
///
/// Of the codes of a layer, two of them are a map on which alike images lie together. The sign of a direction is
/// chosen so that its largest number is positive.
///
/// - Parameters:
///   - samples: Shape `[samples, features]`; more axes are laid in a row.
///   - count: How many directions.
/// - Returns: Directions by falling spread.
/// - Precondition: At least two samples, and at most as many directions as features.
/// - Complexity: O(samples × features² + features³); it is meant for some hundred features.
/// - SeeAlso: Pearson, *On Lines and Planes of Closest Fit to Systems of Points in Space*, 1901; Golub and
///   Van Loan, *Matrix Computations*, 4th edition 2013, section 8.5, for Jacobi's method.
public func principalComponents(of samples: Tensor, count: Int = 2) -> PrincipalComponents {
  let rows = samples.shape.first ?? 0
  let features = samples.shape.dropFirst().reduce(1, *)
  require(
    samples.rank >= 2 && rows >= 2,
    "principalComponents: expected [samples, features] with two samples or more, got "
      + "\(samples.shape).")
  require(
    count >= 1 && count <= features,
    "principalComponents: expected 1 to \(features) directions, got \(count).")
  let means = (0..<features).map { feature in
    (0..<rows).reduce(0.0) { $0 + Double(samples.values[$1 * features + feature]) } / Double(rows)
  }
  let centered = (0..<rows * features).map { Double(samples.values[$0]) - means[$0 % features] }
  var spread = SymmetricMatrix(covarianceOf: centered, rows: rows, columns: features)
  let eigen = spread.diagonalized()
  let order = eigen.values.indices.sorted { eigen.values[$0] > eigen.values[$1] }.prefix(count)
  let whole = eigen.values.reduce(0, +)
  let directions = order.map { index -> [Double] in
    let direction = eigen.vectors[index]
    let largest = direction.max { abs($0) < abs($1) } ?? 1
    return largest < 0 ? direction.map { -$0 } : direction
  }
  let scores = (0..<rows).flatMap { row in
    directions.map { direction in
      (0..<features).reduce(0.0) { $0 + centered[row * features + $1] * direction[$1] }
    }
  }
  return PrincipalComponents(
    scores: Tensor(scores.map(Float.init), shape: [rows, count]),
    directions: Tensor(directions.flatMap { $0.map(Float.init) }, shape: [count, features]),
    explained: order.map { whole > 0 ? eigen.values[$0] / whole : 0 })
}

/// A symmetric matrix, whose eigenvectors are found by turning two axes at a time.
private struct SymmetricMatrix {
  private let size: Int
  private var numbers: [Double]

  init(covarianceOf centered: [Double], rows: Int, columns: Int) {
    size = columns
    numbers = Array(repeating: 0, count: columns * columns)
    for row in 0..<rows {
      let start = row * columns
      for one in 0..<columns where centered[start + one] != 0 {
        for other in one..<columns {
          numbers[one * columns + other] += centered[start + one] * centered[start + other]
        }
      }
    }
    for one in 0..<columns {
      for other in one..<columns {
        let value = numbers[one * columns + other] / Double(rows - 1)
        numbers[one * columns + other] = value
        numbers[other * columns + one] = value
      }
    }
  }

  /// Turns axes until all is on the diagonal (the cyclic Jacobi method).
  mutating func diagonalized() -> (values: [Double], vectors: [[Double]]) {
    var vectors = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    let whole = numbers.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<50 where offDiagonal > 1e-22 * whole {
      for one in 0..<size {
        for other in (one + 1)..<size where self[one, other] != 0 {
          turn(one, other, &vectors)
        }
      }
    }
    return ((0..<size).map { self[$0, $0] }, vectors)
  }

  private subscript(row: Int, column: Int) -> Double { numbers[row * size + column] }

  private var offDiagonal: Double {
    var sum = 0.0
    for row in 0..<size {
      for column in 0..<size where row != column { sum += self[row, column] * self[row, column] }
    }
    return sum
  }

  /// Turns the plane of two axes so that their common number becomes zero.
  private mutating func turn(_ one: Int, _ other: Int, _ vectors: inout [[Double]]) {
    let theta = (self[other, other] - self[one, one]) / (2 * self[one, other])
    let tangent =
      (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for place in 0..<size {
      let (left, right) = (self[place, one], self[place, other])
      numbers[place * size + one] = cosine * left - sine * right
      numbers[place * size + other] = sine * left + cosine * right
    }
    for place in 0..<size {
      let (upper, lower) = (self[one, place], self[other, place])
      numbers[one * size + place] = cosine * upper - sine * lower
      numbers[other * size + place] = sine * upper + cosine * lower
      let (first, second) = (vectors[one][place], vectors[other][place])
      vectors[one][place] = cosine * first - sine * second
      vectors[other][place] = sine * first + cosine * second
    }
  }
}
