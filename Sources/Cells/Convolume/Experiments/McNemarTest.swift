import Foundation
import NeuralNetworks

/// Whether two networks that saw the same images differ by more than chance: the exact form of McNemar's
/// test.
///
/// Images that both recognise, or neither, say nothing about the difference. If the networks were equally
/// good, each of the others would be as likely one's as the other's, so the number of images that only the
/// first recognises is binomial with probability one half.
///
/// - SeeAlso: McNemar, *Note on the Sampling Error of the Difference Between Correlated Proportions or
///   Percentages*, Psychometrika 12, 1947; Dietterich, *Approximate Statistical Tests for Comparing
///   Supervised Classification Learning Algorithms*, 1998, section 3.1.
package struct McNemarTest: Hashable, Sendable {
  /// Images that the first network alone recognises.
  package let firstOnly: Int
  /// Images that the second network alone recognises.
  package let secondOnly: Int

  package init(firstOnly: Int, secondOnly: Int) {
    self.firstOnly = firstOnly
    self.secondOnly = secondOnly
  }

  /// Counts over images of which both networks gave an answer.
  package init(labels: [Int], first: [Int], second: [Int]) {
    let pairs = zip(labels, zip(first, second))
    firstOnly = pairs.count { $0 == $1.0 && $0 != $1.1 }
    secondOnly = pairs.count { $0 != $1.0 && $0 == $1.1 }
  }

  /// How probable a difference at least as large is between equally good networks, to either side.
  package var probability: Double {
    let count = firstOnly + secondOnly
    guard firstOnly != secondOnly else { return 1 }
    // Σ C(n, k) / 2ⁿ over k ≤ min(b, c), each term from its logarithm so that 2ⁿ cannot overflow.
    var tail = 0.0
    for successes in 0...min(firstOnly, secondOnly) {
      let ways =
        lgamma(Double(count + 1)) - lgamma(Double(successes + 1))
        - lgamma(Double(count - successes + 1))
      tail += exp(ways - Double(count) * log(2))
    }
    return min(1, 2 * tail)
  }
}
