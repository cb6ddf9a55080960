/// The places in a training step's state, eight `int`s on the card; `Common.cuh` has the same list.
package enum TrainingStateWord: Int, CaseIterable, Sendable {
  /// The step of this epoch that is being computed.
  case step
  /// How many images its batch holds.
  case images
  /// The first step whose loss was not finite, or -1.
  case diverged
  /// Steps done in all.
  case steps
  /// The step of this epoch that the next batch belongs to.
  case next
  /// Blocks of a loss that have arrived; 0 between kernels.
  case arrivals

  /// How many words a state has.
  package static let count = 8

  /// The state in which an epoch begins, with `steps` steps done in all before it.
  package static func beginning(steps: Int) -> [Int32] {
    var words = [Int32](repeating: 0, count: count)
    words[diverged.rawValue] = -1
    words[self.steps.rawValue] = Int32(steps)
    return words
  }
}
