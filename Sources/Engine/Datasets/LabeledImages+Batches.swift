import Contracts
import Crypto
import Tensors

/// A few images as numbers, with their classes: what one training step sees.
public struct ImageBatch: Equatable, Sendable {
  /// `[batch, channels, height, width]`, normalised.
  public let images: Tensor
  /// The class of each image.
  public let labels: [Int]
  /// The place of each image in the data set.
  public let indices: [Int]
}

extension LabeledImages {
  /// The images at `indices` as numbers, without augmentation.
  public func batch(at indices: [Int]) -> ImageBatch {
    batch(at: indices, augmenting: [], seed: 0, epoch: 0)
  }

  /// The images at `indices` as epoch `epoch` of a training run sees them.
  ///
  /// - Parameters:
  ///   - indices: Which images, in the order of the batch.
  ///   - transforms: Changes to each image; what they draw depends on `seed`, `epoch` and the
  ///     image's index only, not on the batch.
  ///   - seed: The seed of the run.
  ///   - epoch: The number of the epoch.
  /// - Returns: The batch, in the order of `indices`.
  public func batch(
    at indices: [Int], augmenting transforms: [any ImageTransform], seed: UInt64, epoch: Int
  ) -> ImageBatch {
    require(
      indices.allSatisfy(labels.indices.contains),
      "batch(at:): expected indices from 0 to \(count - 1), got \(indices).")
    let labels = indices.map { self.labels[$0] }
    guard !transforms.isEmpty, let first = indices.first else {
      let size = channels * height * width
      let images = Tensor(shape: [indices.count] + imageShape) { output in
        pixels.withUnsafeBufferPointer { pixels in
          for (place, index) in indices.enumerated() {
            normalize(
              UnsafeBufferPointer(rebasing: pixels[index * size..<(index + 1) * size]),
              into: UnsafeMutableBufferPointer(
                rebasing: output[place * size..<(place + 1) * size]))
          }
        }
      }
      return ImageBatch(images: images, labels: labels, indices: indices)
    }
    let pictures = indices.map { transformed($0, by: transforms, seed: seed, epoch: epoch) }
    let example = pictures.first ?? picture(at: first)
    let size = example.pixels.count
    let images = Tensor(
      shape: [indices.count, example.channels, example.height, example.width]
    ) { output in
      for (place, picture) in pictures.enumerated() {
        require(
          picture.pixels.count == size, "batch(at:): the augmented images differ in size.")
        picture.pixels.withUnsafeBufferPointer {
          normalize(
            $0,
            into: UnsafeMutableBufferPointer(rebasing: output[place * size..<(place + 1) * size]))
        }
      }
    }
    return ImageBatch(images: images, labels: labels, indices: indices)
  }

  /// All batches of one epoch, in the order that `seed` and `epoch` make; the last may be smaller.
  ///
  /// ```swift
  /// for batch in mnist.train.batches(of: 64, seed: 1, epoch: 3) { print(batch.images.shape) }
  /// ```
  public func batches(
    of size: Int, seed: UInt64, epoch: Int = 0, augmenting transforms: [any ImageTransform] = []
  ) -> some Sequence<ImageBatch> {
    batches(of: size, order: shuffledIndices(seed: seed, epoch: epoch)).lazy.map {
      batch(at: $0, augmenting: transforms, seed: seed, epoch: epoch)
    }
  }

  /// All batches in the order of the data set; the last may be smaller.
  public func batches(of size: Int) -> some Sequence<ImageBatch> {
    batches(of: size, order: Array(0..<count)).lazy.map { batch(at: $0) }
  }

  private func batches(of size: Int, order: [Int]) -> [[Int]] {
    require(size > 0, "batches(of:): expected a size of 1 or more, got \(size).")
    return stride(from: 0, to: order.count, by: size).map {
      Array(order[$0..<min($0 + size, order.count)])
    }
  }

  /// One image as numbers, `[channels, height, width]`.
  public func image(at index: Int) -> Tensor { batch(at: [index]).images.element(at: 0) }

  /// The SHA-256 of sizes, pixels and labels, in hexadecimal: equal for equal images.
  public var digest: String {
    var hash = SHA256()
    for number in imageShape + [count] {
      withUnsafeBytes(of: UInt64(number).littleEndian) { hash.update(bufferPointer: $0) }
    }
    pixels.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.update(data: labels.map { UInt8(truncatingIfNeeded: $0) })
    return hash.finalize().hexadecimal
  }

  /// The same images with the one channel repeated, as a network for colour images needs.
  public func repeatingChannels(_ times: Int) -> LabeledImages {
    require(
      channels == 1 && times > 0,
      "repeatingChannels: expected images of one channel, got \(channels).")
    let size = height * width
    var repeated: [UInt8] = []
    repeated.reserveCapacity(pixels.count * times)
    for index in 0..<count {
      for _ in 0..<times { repeated += pixels[index * size..<(index + 1) * size] }
    }
    return LabeledImages(
      name: name, classNames: classNames, size: [times, height, width], pixels: repeated,
      labels: labels, normalization: normalization)
  }

  private func normalize(
    _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<Float>
  ) {
    let plane = bytes.count / channels
    for channel in 0..<channels {
      let table = normalization.table(channel: channel)
      table.withUnsafeBufferPointer { table in
        for place in channel * plane..<(channel + 1) * plane {
          output[place] = table[Int(bytes[place])]
        }
      }
    }
  }
}
