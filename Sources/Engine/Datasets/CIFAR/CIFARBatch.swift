import Tensors

/// One binary batch of CIFAR-10: records of a label and a colour image, without a header.
///
///     byte 0          label, 0 to 9
///     bytes 1-1024    red plane, row by row
///     then            green plane, blue plane
///
/// - SeeAlso: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the
///   page of the data set, section "Binary version".
struct CIFARBatch: Sendable {
  static let imageSize = 3 * 32 * 32
  static let recordSize = 1 + imageSize
  static let classes = 10

  private let bytes: [UInt8]
  let labels: [Int]

  /// Splits the records, and checks each label.
  ///
  /// - Throws: `DatasetError` when the file is empty or breaks off within a record, or when a
  ///   label is not in `0...9`.
  init(_ file: DataFile, dataset: String?) throws {
    func error(_ problem: DatasetError.Problem) -> DatasetError {
      DatasetError(file: file.path, problem: problem, dataset: dataset)
    }
    let (whole, rest) = file.bytes.count.quotientAndRemainder(dividingBy: Self.recordSize)
    guard rest == 0, whole > 0 else {
      throw error(
        .wrongLength(expected: (whole + 1) * Self.recordSize, found: file.bytes.count))
    }
    labels = (0..<whole).map { Int(file.bytes[$0 * Self.recordSize]) }
    if let wrong = labels.firstIndex(where: { $0 >= Self.classes }) {
      throw error(
        .labelOutOfRange(label: labels[wrong], image: wrong, classes: Self.classes))
    }
    bytes = file.bytes
  }

  /// The images of some batches, `[images, 3, 32, 32]`, flat.
  static func pixels(of batches: [CIFARBatch]) -> [UInt8] {
    let count = batches.reduce(0) { $0 + $1.labels.count }
    return [UInt8](unsafeUninitializedCapacity: count * imageSize) { output, written in
      guard let output = output.baseAddress else { return }
      var start = 0
      for batch in batches {
        let target = output + start * imageSize
        batch.bytes.withUnsafeBufferPointer { bytes in
          guard let records = bytes.baseAddress else { return }
          forEachPart(of: batch.labels.count, length: 256) { part in
            for record in part {
              (target + record * imageSize).initialize(
                from: records + record * recordSize + 1, count: imageSize)
            }
          }
        }
        start += batch.labels.count
      }
      written = count * imageSize
    }
  }
}
