import Foundation
import Tensors

extension RandomStream {
  /// Returns how many of `count` trials succeed, each with the given probability.
  ///
  /// The failures before each success are drawn, so the time is that of the successes.
  ///
  /// - SeeAlso: Devroye, *Non-Uniform Random Variate Generation*, 1986, chapter X, section 4.3, the first
  ///   waiting time algorithm.
  package mutating func binomial(_ count: Int, _ probability: Double) -> Int {
    guard count > 0, probability > 0 else { return 0 }
    guard probability < 1 else { return count }
    // The rarer of success and failure is waited for.
    if probability > 0.5 { return count - binomial(count, 1 - probability) }
    let scale = 1 / log1p(-probability)
    var (successes, trials) = (0, 0.0)
    while true {
      // 1 − u lies in (0, 1], where the logarithm is finite.
      let uniform = Double(next() >> 11) * 0x1p-53
      trials += (log1p(-uniform) * scale).rounded(.down) + 1
      guard trials <= Double(count) else { return successes }
      successes += 1
    }
  }
}
