/// A value that is one piece of bytes.
protocol BinaryPiece {
  var piece: [UInt8] { get }
  init?(piece: [UInt8])
}

/// A number, of which arrays are one piece too.
protocol BinaryNumber: BinaryPiece, BitwiseCopyable {}

extension BinaryNumber {
  /// The bytes as they lie in memory: lowest first on all machines that Swift runs on.
  var piece: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }

  init?(piece: [UInt8]) {
    guard piece.count == MemoryLayout<Self>.size else { return nil }
    self = piece.withUnsafeBytes { $0.loadUnaligned(as: Self.self) }
  }
}

extension Int: BinaryNumber {}
extension Int8: BinaryNumber {}
extension Int16: BinaryNumber {}
extension Int32: BinaryNumber {}
extension Int64: BinaryNumber {}
extension UInt: BinaryNumber {}
extension UInt8: BinaryNumber {}
extension UInt16: BinaryNumber {}
extension UInt32: BinaryNumber {}
extension UInt64: BinaryNumber {}
extension Float: BinaryNumber {}
extension Double: BinaryNumber {}

extension Bool: BinaryPiece {
  var piece: [UInt8] { [self ? 1 : 0] }

  init?(piece: [UInt8]) {
    guard piece.count == 1, piece[0] <= 1 else { return nil }
    self = piece[0] == 1
  }
}

extension String: BinaryPiece {
  var piece: [UInt8] { Array(utf8) }

  init?(piece: [UInt8]) {
    guard let text = String(validating: piece, as: UTF8.self) else { return nil }
    self = text
  }
}

/// An array of numbers, which is one piece however long it is.
protocol BinaryArray {
  var piece: [UInt8] { get }
  static func read(_ piece: [UInt8]) -> Self?
}

extension Array: BinaryArray where Element: BinaryNumber {
  var piece: [UInt8] { withUnsafeBytes { Array<UInt8>($0) } }

  static func read(_ piece: [UInt8]) -> [Element]? {
    let size = MemoryLayout<Element>.size
    guard piece.count % size == 0 else { return nil }
    return piece.withUnsafeBytes { bytes in
      [Element](unsafeUninitializedCapacity: piece.count / size) { numbers, count in
        UnsafeMutableRawBufferPointer(numbers).copyMemory(from: bytes)
        count = piece.count / size
      }
    }
  }
}
