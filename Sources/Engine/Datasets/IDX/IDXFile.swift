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
  let elements: [UInt8]

  /// How many bytes stand before the elements.
  static func headerLength(axes: Int) -> Int { 4 + 4 * axes }

  /// Reads the header and checks that the length agrees with it.
  ///
  /// - Parameters:
  ///   - file: The unpacked file, read with this format's length of header.
  ///   - axes: 3 for images, 1 for labels.
  ///   - dataset: The name for `convolume data fetch`, which an error then mentions.
  /// - Throws: `DatasetError` when the magic number, the sizes or the length are wrong.
  init(_ file: DataFile, axes: Int, dataset: String?) throws {
    func error(_ problem: DatasetError.Problem) -> DatasetError {
      DatasetError(file: file.path, problem: problem, dataset: dataset)
    }
    let header = Self.headerLength(axes: axes)
    let expected = UInt32(0x800 + axes)
    guard file.header.count >= 4 else {
      throw error(.wrongLength(expected: header, found: file.size))
    }
    let found = Self.word(file.header, at: 0)
    guard found == expected else { throw error(.wrongMagic(expected: expected, found: found)) }
    guard file.header.count == header else {
      throw error(.wrongLength(expected: header, found: file.size))
    }
    let sizes = (0..<axes).map { Int(Self.word(file.header, at: 4 + 4 * $0)) }
    var length = 1
    for size in sizes {
      let (product, overflow) = length.multipliedReportingOverflow(by: size)
      guard !overflow, product < Int.max - header else { throw error(.impossibleShape(sizes)) }
      length = product
    }
    guard file.bytes.count == length else {
      throw error(.wrongLength(expected: header + length, found: file.size))
    }
    shape = sizes
    elements = file.bytes
  }

  private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
