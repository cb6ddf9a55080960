import Tensors

/// A change made to an image before a network sees it.
///
/// A transform that is not random ignores the stream; one that is draws all its chances from it.
public protocol ImageTransform: Sendable {
  func apply(to picture: Picture, using stream: inout RandomStream) -> Picture

  /// What a report or a checkpoint's key says of it, such as `"RandomCrop(padding: 4)"`.
  var summary: String { get }
}

/// A transform as a training run uses it: drawn anew for each image of each epoch.
public typealias Augmentation = ImageTransform

extension LabeledImages {
  /// Changes every image once, for good; random transforms draw from `seed` and the image's index.
  ///
  /// - Precondition: All images keep a common size.
  public func transformed(by transforms: [any ImageTransform], seed: Int = 0) -> LabeledImages {
    guard !isEmpty else { return self }
    var size = imageShape
    var changed: [UInt8] = []
    for index in 0..<count {
      let picture = transformed(index, by: transforms, seed: seed, epoch: 0)
      if index == 0 {
        size = [picture.channels, picture.height, picture.width]
        changed.reserveCapacity(count * picture.pixels.count)
      }
      changed += picture.pixels
    }
    return LabeledImages(
      name: name, classNames: classNames, size: size, pixels: changed, labels: labels,
      normalization: normalization)
  }

  /// The image at `index` as epoch `epoch` sees it.
  package func transformed(
    _ index: Int, by transforms: [any ImageTransform], seed: Int, epoch: Int
  ) -> Picture {
    var stream = RandomStream(seed: seed, purpose: "augmentation", epoch, index)
    var picture = picture(at: index)
    for transform in transforms { picture = transform.apply(to: picture, using: &stream) }
    return picture
  }
}
