import Foundation
import Tensors

extension RandomStream {
  /// Returns how many of `count` trials succeed, each with the given probability.
  ///
  /// One uniform number is used up by the probabilities of the likeliest result, then of its neighbours to
  /// both sides, so the time is that of a standard deviation.
  ///
  /// - SeeAlso: Kemp, *A Modal Method for Generating Binomial Variables*, Communications in Statistics:
  ///   Theory and Methods 15, 1986.
  package mutating func binomial(_ count: Int, _ probability: Double) -> Int {
    guard count > 0, probability > 0 else { return 0 }
    guard probability < 1 else { return count }
    let mode = min(Int(Double(count + 1) * probability), count)
    let ways =
      lgamma(Double(count + 1)) - lgamma(Double(mode + 1)) - lgamma(Double(count - mode + 1))
    let ofMode = exp(
      ways + Double(mode) * log(probability) + Double(count - mode) * log1p(-probability))
    let odds = probability / (1 - probability)
    // A multiple of 2⁻⁵³ in 0..<1.
    var left = Double(next() >> 11) * 0x1p-53 - ofMode
    var (above, below) = (mode, mode)
    var (ofAbove, ofBelow) = (ofMode, ofMode)
    while left >= 0, above < count || below > 0 {
      if above < count {
        ofAbove *= Double(count - above) / Double(above + 1) * odds
        above += 1
        left -= ofAbove
        if left < 0 { return above }
      }
      if below > 0 {
        ofBelow *= Double(below) / Double(count - below + 1) / odds
        below -= 1
        left -= ofBelow
        if left < 0 { return below }
      }
    }
    return mode
  }
}
