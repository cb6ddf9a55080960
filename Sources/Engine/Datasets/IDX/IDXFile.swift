/// A file in the IDX format of the MNIST database: one array of bytes and its shape.
///
///     bytes 0-3   magic number: 0, 0, 8 (the elements are unsigned bytes), number of axes
///     bytes 4-    one big-endian 32-bit size per axis
///     then        the elements, last axis fastest
///
/// - SeeAlso: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section
///   "File formats".
struct IDXFile: Sendable {
  /// `[images, rows, columns]` or `[labels]`.
  let shape: [Int]
  let elements: ArraySlice<UInt8>

  /// Reads the header and checks that the length agrees with it.
  ///
  /// - Parameters:
  ///   - file: The unpacked file.
  ///   - axes: 3 for images, 1 for labels.
  ///   - dataset: The name for `convolume data fetch`, which an error then mentions.
  /// - Throws: `DatasetError` when the magic number, the sizes or the length are wrong.
  init(_ file: DataFile, axes: Int, dataset: String?) throws {
    func error(_ problem: DatasetError.Problem) -> DatasetError {
      DatasetError(file: file.path, problem: problem, dataset: dataset)
    }
    let header = 4 + 4 * axes
    let expected = UInt32(0x800 + axes)
    guard file.bytes.count >= 4 else {
      throw error(.wrongLength(expected: header, found: file.bytes.count))
    }
    let found = Self.word(file.bytes, at: 0)
    guard found == expected else { throw error(.wrongMagic(expected: expected, found: found)) }
    guard file.bytes.count >= header else {
      throw error(.wrongLength(expected: header, found: file.bytes.count))
    }
    let sizes = (0..<axes).map { Int(Self.word(file.bytes, at: 4 + 4 * $0)) }
    var length = 1
    for size in sizes {
      let (product, overflow) = length.multipliedReportingOverflow(by: size)
      guard !overflow, product < Int.max - header else { throw error(.impossibleShape(sizes)) }
      length = product
    }
    guard file.bytes.count == header + length else {
      throw error(.wrongLength(expected: header + length, found: file.bytes.count))
    }
    shape = sizes
    elements = file.bytes[header...]
  }

  private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
