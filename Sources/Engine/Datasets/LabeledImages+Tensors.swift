import Contracts
import Digests
import Tensors

extension LabeledImages {
  /// The images at `indices` as numbers, `[count, channels, height, width]`, normalised.
  public func images(at indices: [Int]) -> Tensor {
    images(at: indices, augmenting: [], seed: 0, epoch: 0)
  }

  /// The images at `indices` as epoch `epoch` of a training run sees them.
  ///
  /// - Parameters:
  ///   - indices: Which images, in the order of the result.
  ///   - transforms: Changes to each image; what they draw depends on `seed`, `epoch` and the
  ///     image's index only, not on its neighbours in the batch.
  ///   - seed: The seed of the run.
  ///   - epoch: The number of the epoch.
  /// - Returns: Shape `[count, channels, height, width]`.
  public func images(
    at indices: [Int], augmenting transforms: [any ImageTransform], seed: Int, epoch: Int
  ) -> Tensor {
    requireImages(at: indices)
    guard let first = indices.first else { return Tensor(zeros: [0] + imageShape) }
    let chain = transformChain(transforms, from: first, seed: seed, epoch: epoch)
    let size = chain.shape.reduce(1, *)
    let tables = (0..<chain.shape[0]).flatMap { normalization.table(channel: $0) }
    return Tensor(shape: [indices.count] + chain.shape) { output in
      tables.withUnsafeBufferPointer { tables in
        guard let output = output.baseAddress, let tables = tables.baseAddress else { return }
        let work = Work.moving(4 * indices.count * size)
        forEachPart(of: indices.count, length: 8, work: work) { part in
          for place in part {
            let image = transformed(indices[place], by: chain, seed: seed, epoch: epoch)
            image.write(by: tables, channelStride: 256, into: output + place * size)
          }
        }
      }
    }
  }

  /// The indices of each batch of one epoch, shuffled by `seed`; the last batch may be smaller.
  ///
  /// ```swift
  /// for indices in mnist.train.batches(of: 64, seed: 1, epoch: 3) {
  ///   let batch = mnist.train.images(at: indices)
  /// }
  /// ```
  public func batches(of size: Int, seed: Int, epoch: Int = 0) -> [[Int]] {
    require(size > 0, "batches(of:): expected a size of 1 or more, got \(size).")
    let order = shuffledIndices(seed: seed, epoch: epoch)
    return stride(from: 0, to: order.count, by: size).map {
      Array(order[$0..<min($0 + size, order.count)])
    }
  }

  /// One image as numbers, `[channels, height, width]`.
  public func image(at index: Int) -> Tensor { images(at: [index]).element(at: 0) }

  /// The SHA-256 of sizes, pixels and labels, in hexadecimal: equal for equal images.
  public var digest: String {
    var hash = SHA256()
    for number in imageShape + [count] {
      withUnsafeBytes(of: UInt64(number).littleEndian) { hash.update($0) }
    }
    pixels.withUnsafeBytes { hash.update($0) }
    if classNames.count <= 256 {
      hash.update(labels.map { UInt8(truncatingIfNeeded: $0) })
    } else {
      labels.withUnsafeBytes { hash.update($0) }
    }
    return hash.hexadecimal
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

  private func requireImages(at indices: [Int]) {
    require(
      indices.allSatisfy(labels.indices.contains),
      "images(at:): expected indices from 0 to \(count - 1), got \(indices).")
  }
}
