import Tensors

/// Transforms made ready for many images of one size.
struct TransformChain {
  private enum Link {
    case place(any PlacingTransform)
    case resize(Resize, Resampler)
    case apply(any ImageTransform)
  }

  private var links: [Link] = []
  /// `[channels, height, width]` of the first image after all transforms.
  let shape: [Int]

  /// Takes `first` through the transforms to see of which size each finds its images.
  init(_ transforms: [any ImageTransform], first: PlacedImage, using stream: RandomStream) {
    var (image, stream) = (first, stream)
    for transform in transforms {
      let link: Link =
        switch transform {
        case let resize as Resize:
          .resize(
            resize,
            Resampler(
              from: (image.placement.height, image.placement.width),
              to: (resize.height, resize.width)))
        case let placing as any PlacingTransform: .place(placing)
        default: .apply(transform)
        }
      links.append(link)
      Self.apply(link, to: &image, using: &stream)
    }
    shape = image.shape
  }

  var isEmpty: Bool { links.isEmpty }

  /// Takes an image through the transforms.
  func apply(to image: inout PlacedImage, using stream: inout RandomStream) {
    for link in links { Self.apply(link, to: &image, using: &stream) }
  }

  private static func apply(
    _ link: Link, to image: inout PlacedImage, using stream: inout RandomStream
  ) {
    let (height, width) = (image.placement.height, image.placement.width)
    switch link {
    case .place(let transform):
      image.place(transform.placement(on: (height, width), using: &stream))
    case .resize(_, let resampler) where resampler.size == (height, width):
      image.resize(by: resampler)
    case .resize(let resize, _):
      image.resize(
        by: Resampler(from: (height, width), to: (resize.height, resize.width)))
    case .apply(let transform):
      image.apply(transform, using: &stream)
    }
  }
}
