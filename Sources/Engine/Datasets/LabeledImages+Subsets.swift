import Contracts
import Tensors

extension LabeledImages {
  /// The images at `indices`, in that order.
  public func subset(at indices: [Int], name: String? = nil) -> LabeledImages {
    let size = channels * height * width
    var chosen: [UInt8] = []
    chosen.reserveCapacity(indices.count * size)
    for index in indices {
      require(labels.indices.contains(index), "subset: no image \(index) among \(count).")
      chosen += pixels[index * size..<(index + 1) * size]
    }
    return LabeledImages(
      name: name ?? self.name, classNames: classNames, size: imageShape, pixels: chosen,
      labels: indices.map { labels[$0] }, normalization: normalization)
  }

  /// The first `length` images, or all when there are fewer.
  public func prefix(_ length: Int) -> LabeledImages {
    length >= count ? self : subset(at: Array(0..<max(length, 0)))
  }

  /// `length` images drawn without putting back, or all in a new order when there are fewer.
  public func sample(_ length: Int, seed: Int) -> LabeledImages {
    subset(at: Array(shuffledIndices(seed: seed).prefix(max(length, 0))))
  }

  /// The first `length` images of each class, in their original order.
  public func prefix(perClass length: Int) -> LabeledImages {
    var taken = [Int](repeating: 0, count: classNames.count)
    return subset(
      at: labels.indices.filter { index in
        taken[labels[index]] += 1
        return taken[labels[index]] <= length
      })
  }

  /// The images of the given classes only; labels keep their meaning.
  public func of(classes: Set<Int>) -> LabeledImages {
    subset(at: labels.indices.filter { classes.contains(labels[$0]) })
  }

  /// Splits off the last `length` images, as for validation.
  public func split(last length: Int) -> (LabeledImages, LabeledImages) {
    let border = max(count - max(length, 0), 0)
    return (subset(at: Array(0..<border)), subset(at: Array(border..<count)))
  }

  /// How many images each class has, by label.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels { counts[label] += 1 }
    return counts
  }

  /// The order in which epoch `epoch` of a training run visits the images.
  ///
  /// It depends on `seed`, `epoch` and the number of images only.
  public func shuffledIndices(seed: Int, epoch: Int = 0) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: "shuffle", epoch)
    return stream.permutation(of: count)
  }
}
