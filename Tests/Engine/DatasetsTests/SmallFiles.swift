import CZlib
import Foundation
import TestSupport

/// Bytes of an IDX file with the given sizes.
func idx(_ sizes: [Int], elements: [UInt8], magic: UInt32? = nil) -> Data {
  let words = [magic ?? UInt32(0x800 + sizes.count)] + sizes.map { UInt32($0) }
  return Data(words.flatMap { word in (0..<4).map { UInt8(word >> (24 - 8 * $0) & 255) } })
    + Data(elements)
}

/// Bytes packed as gzip does it, with a stored file name when one is given.
func gzipped(_ data: Data, name: String? = nil) -> Data {
  var stream = z_stream()
  deflateInit2_(
    &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var storedName = Array((name ?? "").utf8) + [0]
  var header = gz_header()
  var input = Array(data)
  var packed = [UInt8](repeating: 0, count: data.count + 1_000)
  let length = storedName.withUnsafeMutableBufferPointer { storedName in
    input.withUnsafeMutableBufferPointer { input in
      packed.withUnsafeMutableBufferPointer { packed in
        if name != nil {
          header.name = storedName.baseAddress
          deflateSetHeader(&stream, &header)
        }
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = packed.baseAddress
        stream.avail_out = UInt32(packed.count)
        deflate(&stream, Z_FINISH)
        return packed.count - Int(stream.avail_out)
      }
    }
  }
  return Data(packed.prefix(length))
}

/// The names of the four files of MNIST and of Fashion-MNIST.
enum MNISTFile {
  static let trainImages = "train-images-idx3-ubyte"
  static let trainLabels = "train-labels-idx1-ubyte"
  static let testImages = "t10k-images-idx3-ubyte"
  static let testLabels = "t10k-labels-idx1-ubyte"
}

/// Writes three training images and two test images in the form of MNIST.
///
/// The byte of every pixel of training image `n` is `10 * n`, of test image `n` is `100 + n`.
func writeSmallMNIST(to folder: TemporaryFolder, under path: String = "mnist") throws {
  func images(_ values: [UInt8]) -> Data {
    idx(
      [values.count, 28, 28],
      elements: values.flatMap { Array(repeating: $0, count: 28 * 28) })
  }
  try folder.write(images([0, 10, 20]), to: "\(path)/\(MNISTFile.trainImages)")
  try folder.write(idx([3], elements: [5, 0, 4]), to: "\(path)/\(MNISTFile.trainLabels)")
  try folder.write(images([100, 101]), to: "\(path)/\(MNISTFile.testImages)")
  try folder.write(idx([2], elements: [7, 2]), to: "\(path)/\(MNISTFile.testLabels)")
}

/// One record of a CIFAR-10 batch, with one byte a channel.
func cifarRecord(label: UInt8, red: UInt8, green: UInt8, blue: UInt8) -> Data {
  Data([label]) + Data([red, green, blue].flatMap { Array(repeating: $0, count: 32 * 32) })
}
