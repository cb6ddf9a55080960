import Contracts

/// Turns bytes into numbers: `(byte / 255 − mean) / deviation`, per channel.
public struct Normalize: Hashable, Sendable {
  /// One number a channel, or a single one for all.
  public let mean: [Float]
  /// One number a channel, or a single one for all.
  public let deviation: [Float]

  /// Creates a normalisation.
  ///
  /// - Parameters:
  ///   - mean: The mean of `byte / 255` of each channel over the training images.
  ///   - deviation: Its standard deviation.
  /// - Precondition: As many deviations as means, none of them 0.
  public init(mean: [Float], deviation: [Float]) {
    require(
      mean.count == deviation.count && !mean.isEmpty && deviation.allSatisfy { $0 > 0 },
      "Normalize: expected one deviation above 0 for each mean, got the means \(mean) and the "
        + "deviations \(deviation).")
    self.mean = mean
    self.deviation = deviation
  }

  /// Bytes to the range `0...1`.
  public static let unit = Normalize(mean: [0], deviation: [1])

  public var summary: String { "Normalize(mean: \(mean), deviation: \(deviation))" }

  /// The number for each of the 256 bytes of a channel.
  package func table(channel: Int) -> [Float] {
    let place = min(channel, mean.count - 1)
    return (0...255).map { (Float($0) / 255 - mean[place]) / deviation[place] }
  }
}

extension LabeledImages {
  /// The same images, turned into numbers in another way.
  ///
  /// - Precondition: One mean for all channels, or one a channel.
  public func normalized(mean: [Float], deviation: [Float]) -> LabeledImages {
    require(
      mean.count == 1 || mean.count == channels,
      "normalized: expected 1 or \(channels) means, got \(mean.count).")
    var images = self
    images.normalization = Normalize(mean: mean, deviation: deviation)
    return images
  }
}
