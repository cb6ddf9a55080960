import Contracts
import Tensors

/// A change made to an image before a network sees it.
///
/// A transform that is not random ignores the stream; one that is draws all its chances from it.
public protocol ImageTransform: Sendable {
  func apply(to picture: Picture, using stream: inout RandomStream) -> Picture

  /// What a report says of it, such as `"RandomCrop(padding: 4)"`.
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
    let chain = transformChain(transforms, from: 0, seed: seed, epoch: 0)
    let size = chain.shape.reduce(1, *)
    let changed = [UInt8](unsafeUninitializedCapacity: count * size) { output, written in
      guard let output = output.baseAddress else { return }
      forEachPart(of: count, length: 64) { part in
        for index in part {
          let image = transformed(index, by: chain, seed: seed, epoch: 0)
          image.write(into: output + index * size)
        }
      }
      written = count * size
    }
    return LabeledImages(
      name: name, classNames: classNames, size: chain.shape, pixels: changed, labels: labels,
      normalization: normalization)
  }

  /// The image at `index` as epoch `epoch` sees it.
  package func transformed(
    _ index: Int, by transforms: [any ImageTransform], seed: Int, epoch: Int
  ) -> Picture {
    let chain = transformChain(transforms, from: index, seed: seed, epoch: epoch)
    return transformed(index, by: chain, seed: seed, epoch: epoch).picture
  }

  /// The transforms, made ready for images like the one at `index`.
  func transformChain(
    _ transforms: [any ImageTransform], from index: Int, seed: Int, epoch: Int
  ) -> TransformChain {
    TransformChain(
      transforms, first: placedImage(at: index),
      using: RandomStream(seed: seed, purpose: "augmentation", epoch, index))
  }

  /// The image at `index` after all transforms, which must leave all images of one size.
  func transformed(
    _ index: Int, by chain: TransformChain, seed: Int, epoch: Int
  ) -> PlacedImage {
    var image = placedImage(at: index)
    if !chain.isEmpty {
      var stream = RandomStream(seed: seed, purpose: "augmentation", epoch, index)
      chain.apply(to: &image, using: &stream)
    }
    require(
      image.shape == chain.shape,
      "images(at:): the augmented images differ in size: \(chain.shape) and \(image.shape).")
    return image
  }

  private func placedImage(at index: Int) -> PlacedImage {
    let count = channels * height * width
    return PlacedImage(
      pixels[index * count..<(index + 1) * count], channels: channels, size: (height, width))
  }
}
