import Contracts
import Foundation
import Numerals
import Tensors

/// Loads pictures of one's own: a folder with a folder for each class, or a list that names the class of each.
///
/// ```swift
/// let photos = try Datasets.folder("photos/", size: 64)   // photos/cat/1.jpg, photos/dog/2.png, …
/// ```
///
/// PNG and JPEG are read, turned as the camera was held, and laid on white where they are transparent. The
/// shorter side becomes `size` pixels, and the middle of the longer one is kept, as data pipelines of the
/// field do it. Classes are in the order of the alphabet. Each class gives the same share of its pictures,
/// drawn at random, to the test set; where the folder holds `train` and `test`, these are the two parts.
/// Numbers are normalized with the mean and the standard deviation of the training images, per channel.
///
/// - Parameters:
///   - path: The folder, from the book's own.
///   - labels: A list in CSV instead of folders: in each line a picture's path, seen from the list, and its
///     class. A first line that names no picture is a heading.
///   - size: The height and width that all pictures get, in pixels.
///   - channels: 3 for red, green and blue, 1 for grey (ITU-R BT.601).
///   - share: How much of each class is for testing, from 0 up to, but not, 1.
///   - seed: Decides which.
/// - Returns: The images, with a note that says what they are, and one digest of all files.
/// - Throws: `DatasetError` when the folder or the list is not there, a class has no picture, or a file is
///   damaged.
/// - Precondition: `size` is at least 1, `channels` is 1 or 3.
public func folder(
  _ path: String, labels: String? = nil, size: Int = 32, channels: Int = 3,
  test share: Double = 0.2,
  seed: Int = 1
) throws -> ImageDataset {
  require(size > 0, "folder: expected a size of at least 1 pixel, got \(size).")
  require(channels == 1 || channels == 3, "folder: expected 1 or 3 channels, got \(channels).")
  require((0..<1).contains(share), "folder: expected a share for testing in 0..<1, got \(share).")
  let listing = try labels.map { try PictureListing(list: $0) } ?? PictureListing(folder: path)
  let files = listing.files
  let read = Collected<Result<ReadPicture, any Error>>()
  forEachTask(files.count) { index in
    read.set(
      Result { try ReadPicture(files[index].path, size: size, channels: channels) }, at: index)
  }
  let pictures = try files.indices.compactMap { try read.value(at: $0)?.get() }
  let classes = listing.classes
  func part(_ indices: [Int], _ name: String) -> LabeledImages {
    LabeledImages(
      name: "\(listing.name), \(name)", classNames: classes, size: [channels, size, size],
      pixels: indices.flatMap { pictures[$0].pixels },
      labels: indices.map { files[$0].label })
  }
  let parts = listing.parts(test: share, seed: seed)
  let train = part(parts.train, "training")
  let normalization = train.measured
  var dataset = ImageDataset(
    name: listing.name, train: train, test: part(parts.test, "test"),
    note: ImageDataset.note(
      "those of the folder “\(listing.name)”", train: parts.train.count, test: parts.test.count)
      + listing.leftOut + ".",
    sources: [
      DataSource(
        path: path, sha256: listing.digest(of: pictures.map(\.sha256)), isOfficial: false)
    ])
  dataset.train.normalization = normalization
  dataset.test.normalization = normalization
  return dataset
}

/// A picture in the size of its data set.
private struct ReadPicture: Sendable {
  /// `[channels, size, size]`, flat.
  var pixels: [UInt8]
  /// Of the file.
  var sha256: String

  init(_ path: String, size: Int, channels: Int) throws {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw DatasetError(file: path, problem: .unreadable(reason: error.localizedDescription))
    }
    sha256 = digest(of: bytes)
    do {
      pixels = try PictureFile.decode(bytes).planes(channels).cut(to: size).pixels
    } catch let damage as DamagedPicture {
      throw DatasetError(file: path, problem: .damagedPicture(reason: damage.reason))
    }
  }
}

extension ColourPixels {
  /// The picture as `[channels, height, width]`, in grey where one channel is asked for.
  fileprivate func planes(_ channels: Int) -> Picture {
    let count = height * width
    let planes = [UInt8](unsafeUninitializedCapacity: channels * count) { plane, written in
      for pixel in 0..<count {
        let (red, green, blue) = (pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2])
        if channels == 3 {
          (plane[pixel], plane[count + pixel], plane[2 * count + pixel]) = (red, green, blue)
        } else {
          // 0.299, 0.587 and 0.114 in fixed point of 16 bits.
          let light = 19_595 * Int(red) + 38_470 * Int(green) + 7_471 * Int(blue)
          plane[pixel] = UInt8((light + 32_768) >> 16)
        }
      }
      written = channels * count
    }
    return Picture(channels: channels, height: height, width: width, pixels: planes)
  }
}

extension Picture {
  /// Returns the middle of the picture, with its shorter side in the new size.
  fileprivate func cut(to size: Int) -> Picture {
    let shorter = min(height, width)
    let scaled = (height: height * size / shorter, width: width * size / shorter)
    let pixels = Resampler(from: (height, width), to: scaled).resampled(
      pixels[...], channels: channels)
    let (top, left) = ((scaled.height - size) / 2, (scaled.width - size) / 2)
    let kept = (0..<channels * size).flatMap { line in
      let (channel, row) = line.quotientAndRemainder(dividingBy: size)
      let start = pixels.startIndex + (channel * scaled.height + top + row) * scaled.width + left
      return pixels[start..<start + size]
    }
    return Picture(channels: channels, height: size, width: size, pixels: kept)
  }
}

extension LabeledImages {
  /// What brings each channel of these images to a mean of 0 and a standard deviation of 1.
  fileprivate var measured: Normalize {
    let area = height * width
    var (means, deviations): ([Float], [Float]) = ([], [])
    for channel in 0..<channels {
      var counts = [Int](repeating: 0, count: 256)
      for image in 0..<count {
        let start = (image * channels + channel) * area
        for byte in pixels[start..<start + area] { counts[Int(byte)] += 1 }
      }
      let total = Double(max(count * area, 1))
      let mean = counts.enumerated().reduce(0.0) { $0 + Double($1.element * $1.offset) } / total
      let variance =
        counts.enumerated().reduce(0.0) {
          $0 + Double($1.element) * (Double($1.offset) - mean) * (Double($1.offset) - mean)
        } / total
      means.append(Float(mean / 255))
      // A channel in which nothing varies has nothing to be scaled.
      deviations.append(variance > 0 ? Float(variance.squareRoot() / 255) : 1)
    }
    return Normalize(mean: means, deviation: deviations)
  }
}
