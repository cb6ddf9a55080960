import Contracts
import NeuralNetworks
import Tensors

/// How much of a layer no longer learns: saturated values, or units that never respond.
public struct UnitShare: Hashable, Sendable {
  /// The activation's name in its network, such as `Tanh 1`.
  public let layer: String
  public let kind: String
  /// For `Tanh` and `Sigmoid` the fraction of all values in the flat ends of the curve; for `ReLU` the
  /// fraction of units that are zero for all images.
  public let share: Double
}

extension Sequential {
  /// Returns, for each activation of the chain, the share of its values or units that pass (almost) no
  /// gradient.
  ///
  /// A value of `Tanh` is saturated where it is beyond ±0.95, one of `Sigmoid` where it is as near to its
  /// ends, below 0.025 or above 0.975: there the slope is less than a tenth of the steepest. A unit of `ReLU`
  /// is dead where it is zero for all images; of feature maps a whole channel is one unit, since its filter
  /// learns from all places.
  ///
  /// - Parameters:
  ///   - images: What the network is shown, as it is.
  ///   - batch: How many images are computed at a time; it changes the memory needed.
  /// - Returns: One share an activation, first to last; chains inside the chain are not looked into.
  /// - Precondition: There are images.
  /// - SeeAlso: Glorot and Bengio, *Understanding the Difficulty of Training Deep Feedforward Neural
  ///   Networks*, 2010, section 3, for saturation.
  public func unitShares(on images: any TrainingData, batch: Int = 256) -> [UnitShare] {
    require(images.count > 0, "unitShares(on:): expected images, got none.")
    require(batch >= 1, "unitShares(on:): a batch needs at least 1 image, got \(batch).")
    let watched = layers.indices.filter { ActivationWatch(layers[$0]) != nil }
    var watches = watched.compactMap { ActivationWatch(layers[$0]) }
    for start in stride(from: 0, to: images.count, by: batch) {
      var output = images.batch(at: Array(start..<min(start + batch, images.count))).images
      for (index, layer) in layers.enumerated() {
        output = layer(output)
        if let place = watched.firstIndex(of: index) { watches[place].see(output) }
      }
    }
    return zip(watched, watches).map { index, watch in
      UnitShare(layer: names[index], kind: layers[index].kind, share: watch.share)
    }
  }
}

/// Counts over batches what one activation makes.
private struct ActivationWatch {
  private enum Rule { case beyond(Float, of: Float), zeroForAll }
  private let rule: Rule
  private var values = 0
  private var flat = 0
  private var hasResponded: [Bool] = []

  init?(_ layer: any Layer) {
    switch layer {
    case is Tanh: rule = .beyond(0.95, of: 0)
    case is Sigmoid: rule = .beyond(0.475, of: 0.5)
    case is ReLU: rule = .zeroForAll
    default: return nil
    }
  }

  mutating func see(_ output: Tensor) {
    switch rule {
    case .beyond(let limit, let middle):
      values += output.count
      flat += output.values.count { abs($0 - middle) > limit }
    case .zeroForAll:
      let units = output.shape.count > 1 ? output.shape[1] : 1
      let size = output.shape.dropFirst(2).reduce(1, *)
      if hasResponded.isEmpty { hasResponded = Array(repeating: false, count: units) }
      for (place, value) in output.values.enumerated() where value != 0 {
        hasResponded[place / size % units] = true
      }
    }
  }

  var share: Double {
    switch rule {
    case .beyond: values == 0 ? 0 : Double(flat) / Double(values)
    case .zeroForAll:
      hasResponded.isEmpty
        ? 0 : Double(hasResponded.count { !$0 }) / Double(hasResponded.count)
    }
  }
}
