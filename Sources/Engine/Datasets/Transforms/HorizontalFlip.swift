import Contracts
import Tensors

/// Swaps left and right in a share of the images; not for digits, whose mirror images mean nothing.
public struct HorizontalFlip: PlacingTransform, Hashable {
  /// The share of images that are flipped, in `0...1`.
  public let probability: Double

  public init(probability: Double = 0.5) {
    require(
      (0...1).contains(probability),
      "HorizontalFlip: expected a probability from 0 to 1, got \(probability).")
    self.probability = probability
  }

  public var summary: String { "HorizontalFlip(probability: \(probability))" }

  public func placement(
    on image: (height: Int, width: Int), using stream: inout RandomStream
  ) -> Placement {
    Placement(on: image, isMirrored: Double(stream.uniform()) < probability)
  }
}
