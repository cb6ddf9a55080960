import Tensors

/// Transforms in the form "place, resize, place": what most chains come to, and what a graphics card can
/// follow for each pixel by itself.
package struct TransformRecipe: Sendable {
  /// The size of an image under the first window, in pixels.
  package let placed: (height: Int, width: Int)

  /// What each row and each column of the resized image takes; nil where nothing is resized.
  package let resampling: (rows: ResampleWeights, columns: ResampleWeights)?

  /// The size in the end, in pixels.
  package let shown: (height: Int, width: Int)

  private let size: (height: Int, width: Int)
  private let before: [any PlacingTransform]
  private let after: [any PlacingTransform]

  /// Brings transforms into the form; nil where they have another one.
  ///
  /// - Parameters:
  ///   - transforms: In their order.
  ///   - size: Of the images, in pixels.
  package init?(_ transforms: [any ImageTransform], on size: (height: Int, width: Int)) {
    let places = transforms.indices.filter { transforms[$0] is Resize }
    guard places.count <= 1 else { return nil }
    let split = places.first ?? transforms.count
    let before = transforms[..<split].compactMap(Self.known)
    let after = transforms.dropFirst(split + 1).compactMap(Self.known)
    guard
      before.count + after.count + places.count == transforms.count,
      Self.fillsAlike(before), Self.fillsAlike(after)
    else { return nil }
    (self.size, self.before, self.after) = (size, before, after)
    // Which sizes come about does not depend on what is drawn.
    var stream = RandomStream(seed: 0, purpose: "augmentation")
    let first = Self.window(before, on: size, using: &stream)
    placed = (first.height, first.width)
    guard let resize = places.first.flatMap({ transforms[$0] as? Resize }) else {
      (resampling, shown) = (nil, placed)
      return
    }
    resampling = (
      ResampleWeights(from: first.height, to: resize.height),
      ResampleWeights(from: first.width, to: resize.width)
    )
    let second = Self.window(after, on: (resize.height, resize.width), using: &stream)
    shown = (second.height, second.width)
  }

  /// Whether every image is seen whole.
  package var isWhole: Bool { before.isEmpty && after.isEmpty }

  /// The windows of one image, before and after resizing, drawn from the image's own stream.
  package func windows(using stream: RandomStream) -> (first: Placement, second: Placement) {
    var stream = stream
    let first = Self.window(before, on: size, using: &stream)
    let resized = resampling.map { ($0.rows.newLength, $0.columns.newLength) } ?? placed
    return (first, Self.window(after, on: resized, using: &stream))
  }

  /// Those of the engine: others might fill their borders with any byte.
  private static func known(_ transform: any ImageTransform) -> (any PlacingTransform)? {
    switch transform {
    case let transform as any PlacingTransform
    where transform is Pad || transform is Shift || transform is RandomCrop
      || transform is HorizontalFlip:
      transform
    default: nil
    }
  }

  /// Whether all borders have one byte, so that the transforms are one window.
  private static func fillsAlike(_ transforms: [any PlacingTransform]) -> Bool {
    transforms.count < 2 || transforms.allSatisfy { ($0 as? Pad)?.fill ?? 0 == 0 }
  }

  private static func window(
    _ transforms: [any PlacingTransform], on size: (height: Int, width: Int),
    using stream: inout RandomStream
  ) -> Placement {
    transforms.reduce(Placement(on: size)) { window, transform in
      let next = transform.placement(on: (window.height, window.width), using: &stream)
      // With one byte for all borders there is always a common window.
      return window.then(next) ?? next
    }
  }
}

extension Placement {
  /// Top, left, the rows and the columns that are seen, whether it is a mirror, and the byte beyond.
  package var words: [Int32] {
    [
      Int32(top), Int32(left), Int32(rows.lowerBound), Int32(rows.upperBound),
      Int32(columns.lowerBound), Int32(columns.upperBound), isMirrored ? 1 : 0, Int32(fill),
    ]
  }
}
