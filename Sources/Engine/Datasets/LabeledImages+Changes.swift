import Contracts
import Tensors

extension LabeledImages {
  /// The same images with each stored byte replaced: `mapPixels { 255 - $0 }` is their negative.
  ///
  /// - Parameter transform: Called once for each of the 256 bytes.
  /// - Returns: Images of the same size, labels and normalisation.
  public func mapPixels(_ transform: (UInt8) throws -> UInt8) rethrows -> LabeledImages {
    let table = try (UInt8.min...UInt8.max).map(transform)
    return replacing(pixels: pixels.map { table[Int($0)] })
  }

  /// The same images with Gaussian noise on each stored byte.
  ///
  /// The noise is independent from pixel to pixel. What leaves black or white is moved back to it, so that
  /// much noise darkens light ground and lightens dark one.
  ///
  /// - Parameters:
  ///   - noise: The standard deviation, where black is 0 and white 1.
  ///   - seed: What the noise depends on, besides the image's index.
  /// - Returns: Images of the same size, labels and normalisation.
  /// - Precondition: `noise` is finite and not negative.
  public func corrupted(noise: Double, seed: Int) -> LabeledImages {
    require(
      noise >= 0 && noise.isFinite,
      "corrupted(noise:): the standard deviation must be 0 or more, got \(noise).")
    let size = channels * height * width
    var changed: [UInt8] = []
    changed.reserveCapacity(pixels.count)
    for image in 0..<count {
      let offsets = Tensor.normal(
        shape: [size], standardDeviation: Float(255 * noise),
        from: RandomStream(seed: seed, purpose: "noise", image))
      for (place, offset) in offsets.values.enumerated() {
        let value = Float(pixels[image * size + place]) + offset
        changed.append(UInt8(min(max(value.rounded(), 0), 255)))
      }
    }
    return replacing(pixels: changed)
  }

  /// Joins images of one size and of the same classes, in the given order.
  ///
  /// ```swift
  /// let both = LabeledImages(joining: [digits, digits.mapPixels { 255 - $0 }], name: "both grounds")
  /// ```
  ///
  /// - Parameters:
  ///   - parts: The images; how bytes become numbers is taken from the first.
  ///   - name: What a figure or a table calls them; the first part's name unless given.
  /// - Precondition: At least one part; all agree in size, class names and normalisation.
  public init(joining parts: [LabeledImages], name: String? = nil) {
    require(!parts.isEmpty, "LabeledImages(joining:): expected at least one part, got none.")
    let first = parts[0]
    for part in parts {
      func agree<Fact: Equatable>(_ fact: String, _ of: (LabeledImages) -> Fact) {
        require(
          of(part) == of(first),
          "LabeledImages(joining:): '\(first.name)' and '\(part.name)' differ in \(fact): "
            + "\(of(first)) and \(of(part)).")
      }
      agree("size", \.imageShape)
      agree("their classes", \.classNames)
      agree("normalisation", \.normalization)
    }
    self.init(
      name: name ?? first.name, classNames: first.classNames, size: first.imageShape,
      pixels: parts.flatMap(\.pixels), labels: parts.flatMap(\.labels),
      normalization: first.normalization)
  }

  /// The images of both, one after the other.
  ///
  /// - Precondition: They agree in size, class names and normalisation.
  public static func + (first: LabeledImages, second: LabeledImages) -> LabeledImages {
    LabeledImages(joining: [first, second])
  }

  private func replacing(pixels: [UInt8]) -> LabeledImages {
    LabeledImages(
      name: name, classNames: classNames, size: imageShape, pixels: pixels, labels: labels,
      normalization: normalization)
  }
}
