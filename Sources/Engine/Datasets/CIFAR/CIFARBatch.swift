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

  /// `[images, 3, 32, 32]`, flat.
  let pixels: [UInt8]
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
    pixels = [UInt8](unsafeUninitializedCapacity: whole * Self.imageSize) { output, written in
      file.bytes.withUnsafeBufferPointer { input in
        for record in 0..<whole {
          let image = input[record * Self.recordSize + 1..<(record + 1) * Self.recordSize]
          _ = UnsafeMutableBufferPointer(
            rebasing: output[record * Self.imageSize..<(record + 1) * Self.imageSize]
          ).initialize(fromContentsOf: image)
        }
      }
      written = whole * Self.imageSize
    }
  }
}
