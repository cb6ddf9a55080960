import Contracts

/// Images with their classes: one part, training or test, of a data set.
///
/// Pixels are kept as bytes, a quarter of what numbers take; a batch is turned into numbers by
/// `normalization` when it is needed.
public struct LabeledImages: Hashable, Sendable {
  /// Such as `"MNIST, training"`.
  public var name: String
  /// What the labels mean, by label.
  public let classNames: [String]
  public let channels: Int
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// `[count, channels, height, width]`, flat.
  public let pixels: [UInt8]
  /// The class of each image, in `0..<classNames.count`.
  public let labels: [Int]
  /// How bytes become numbers.
  public var normalization: Normalize

  /// Pairs images with labels.
  ///
  /// - Parameters:
  ///   - name: What a figure or a table calls them.
  ///   - classNames: One name a class.
  ///   - size: `[channels, height, width]` of each image.
  ///   - pixels: The bytes of all images, one image after the other.
  ///   - labels: The class of each image.
  ///   - normalization: How bytes become numbers.
  /// - Precondition: `pixels` fills `labels.count` images, and each label has a class name.
  public init(
    name: String, classNames: [String], size: [Int], pixels: [UInt8], labels: [Int],
    normalization: Normalize = .unit
  ) {
    require(
      size.count == 3 && size.allSatisfy { $0 > 0 },
      "LabeledImages: expected the size [channels, height, width], got \(size).")
    require(
      pixels.count == labels.count * size.reduce(1, *),
      "LabeledImages: expected \(labels.count) images of \(size) "
        + "(\(labels.count * size.reduce(1, *)) bytes), got \(pixels.count) bytes.")
    require(
      labels.allSatisfy(classNames.indices.contains),
      "LabeledImages: expected labels from 0 to \(classNames.count - 1), got "
        + "\(labels.first { !classNames.indices.contains($0) } ?? 0).")
    self.name = name
    self.classNames = classNames
    (channels, height, width) = (size[0], size[1], size[2])
    self.pixels = pixels
    self.labels = labels
    self.normalization = normalization
  }

  public var count: Int { labels.count }
  public var isEmpty: Bool { labels.isEmpty }
  /// `[channels, height, width]` of each image.
  public var imageShape: [Int] { [channels, height, width] }

  /// The image at `index`, before normalisation.
  public func picture(at index: Int) -> Picture {
    require(labels.indices.contains(index), "LabeledImages: no image \(index) among \(count).")
    let size = channels * height * width
    return Picture(
      channels: channels, height: height, width: width,
      pixels: Array(pixels[index * size..<(index + 1) * size]))
  }

  public func className(at index: Int) -> String { classNames[labels[index]] }
}

extension LabeledImages: CustomStringConvertible {
  public var description: String {
    "\(name): \(count) images of \(channels) × \(height) × \(width), "
      + "\(classNames.count) classes"
  }
}
