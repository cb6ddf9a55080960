import Synchronization
import Tensors

/// The compiled forms of a chain for use, kept from call to call.
///
/// Copies of a chain share them: their layers have the same settings, and weights come with each call.
final class InferenceNetworks: Sendable {
  /// What a network was compiled for.
  private struct Key: Hashable {
    let shape: [Int]
    let blocks: Int
  }

  /// A network that nobody uses at the moment; only its taker touches it.
  private struct Idle: @unchecked Sendable {
    let network: CPUNetwork?
  }

  private let idle = Mutex<[Key: [Idle]]>([:])

  /// The most kinds of batches whose networks are kept: chapters use few, and memory is finite.
  private static let mostKinds = 4

  /// Calls `body` with the network for batches like `images`, or with nil where the layers go one by one.
  func withNetwork<Result>(
    for model: some Layer, _ images: Tensor, _ body: (CPUNetwork?) -> Result
  ) -> Result {
    let batch = images.shape[0]
    let key = Key(
      shape: Array(images.shape.dropFirst()), blocks: (batch + blockSize - 1) / blockSize)
    let waiting = idle.withLock { $0[key]?.popLast() }
    let taken =
      waiting
      ?? Idle(
        network: CPUNetwork(
          model, input: key.shape, batch: key.blocks * blockSize, isTraining: false))
    defer {
      idle.withLock { idle in
        if idle[key] == nil, idle.count >= Self.mostKinds { idle.removeAll() }
        idle[key, default: []].append(taken)
      }
    }
    return body(taken.network)
  }
}

extension InferenceNetworks: CustomReflectable {
  /// Nothing: what is kept here is no part of a model's identity.
  var customMirror: Mirror { Mirror(self, children: [:]) }
}
