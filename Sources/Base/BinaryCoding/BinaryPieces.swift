/// A value that is one piece of bytes.
protocol BinaryPiece: SendableMetatype {
  func write(to bytes: inout [UInt8])
  /// How many bytes that writes.
  var size: Int { get }
  init?(piece: ArraySlice<UInt8>)
}

/// The types whose values are pieces.
enum BinaryPieces {
  /// To look a type up takes a tenth of the time that it takes to ask whether it conforms to a protocol.
  static let types: [ObjectIdentifier: any BinaryPiece.Type] = {
    func types<Number: BinaryNumber>(_ type: Number.Type) -> [any BinaryPiece.Type] {
      [type, [Number].self]
    }
    let all: [any BinaryPiece.Type] =
      [Bool.self, String.self] + types(Int.self) + types(Int8.self) + types(Int16.self)
      + types(Int32.self) + types(Int64.self) + types(UInt.self) + types(UInt8.self)
      + types(UInt16.self) + types(UInt32.self) + types(UInt64.self) + types(Float.self)
      + types(Double.self)
    return Dictionary(uniqueKeysWithValues: all.map { (ObjectIdentifier($0), $0) })
  }()
}

/// A number, of which arrays are one piece too.
protocol BinaryNumber: BinaryPiece, BitwiseCopyable {}

extension BinaryNumber {
  /// The bytes as they lie in memory: lowest first on all machines that Swift runs on.
  func write(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: self) { bytes.append(contentsOf: $0) }
  }

  var size: Int { MemoryLayout<Self>.size }

  init?(piece: ArraySlice<UInt8>) {
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
  func write(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

  var size: Int { 1 }

  init?(piece: ArraySlice<UInt8>) {
    guard piece.count == 1, let byte = piece.first, byte <= 1 else { return nil }
    self = byte == 1
  }
}

extension String: BinaryPiece {
  func write(to bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

  var size: Int { utf8.count }

  init?(piece: ArraySlice<UInt8>) {
    guard let text = String(validating: piece, as: UTF8.self) else { return nil }
    self = text
  }
}

/// An array of numbers, which is one piece however long it is.
extension Array: BinaryPiece where Element: BinaryNumber {
  func write(to bytes: inout [UInt8]) { withUnsafeBytes { bytes.append(contentsOf: $0) } }

  var size: Int { count * MemoryLayout<Element>.size }

  init?(piece: ArraySlice<UInt8>) {
    let size = MemoryLayout<Element>.size
    guard piece.count % size == 0 else { return nil }
    self = piece.withUnsafeBytes { bytes in
      [Element](unsafeUninitializedCapacity: piece.count / size) { numbers, count in
        UnsafeMutableRawBufferPointer(numbers).copyMemory(from: bytes)
        count = piece.count / size
      }
    }
  }
}
