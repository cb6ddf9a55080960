import Contracts
import Tensors

/// Swaps left and right in a share of the images; not for digits, whose mirror images mean nothing.
public struct HorizontalFlip: ImageTransform, Hashable {
  /// The share of images that are flipped, in `0...1`.
  public let probability: Double

  public init(probability: Double = 0.5) {
    require(
      (0...1).contains(probability),
      "HorizontalFlip: expected a probability from 0 to 1, got \(probability).")
    self.probability = probability
  }

  public var summary: String { "HorizontalFlip(probability: \(probability))" }

  public func apply(to picture: Picture, using stream: inout RandomStream) -> Picture {
    guard Double(stream.uniform()) < probability else { return picture }
    var flipped = picture
    for row in 0..<picture.channels * picture.height {
      let start = row * picture.width
      flipped.pixels[start..<start + picture.width].reverse()
    }
    return flipped
  }
}
