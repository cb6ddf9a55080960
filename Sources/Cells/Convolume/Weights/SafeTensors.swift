import Foundation
import Tensors

// The format: the length of the header in 8 bytes, little-endian; the header, a JSON object
//
//     {"C1.weight": {"dtype": "F32", "shape": [6, 1, 5, 5], "data_offsets": [0, 600]}, ...}
//
// with spaces behind it; then the data. Offsets count from the beginning of the data; the tensors
// cover it without gaps. Beside the tensors, "__metadata__" may hold texts by name.

/// Named tensors in the file format that PyTorch's users exchange weights in.
///
/// - SeeAlso: Hugging Face, *Safetensors*, https://github.com/huggingface/safetensors.
package struct SafeTensors {
  /// Where a tensor lies, and what it consists of.
  package struct Entry: Decodable, Hashable, Sendable {
    package let type: String
    package let shape: [Int]
    /// The first byte and the one behind the last.
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }
  }

  /// The tensors by name.
  package let entries: [String: Entry]

  private let bytes: Data
  private let dataStart: Int

  /// The longest header that is read, as in the reference implementation.
  package static let longestHeader = 100_000_000

  /// Reads the header of a file's content, and checks every place that it names.
  package init(_ bytes: Data) throws(WeightsError.Problem) {
    guard bytes.count >= 8 else { throw .noHeader(bytes: bytes.count) }
    let length = bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))
    }
    guard length <= Self.longestHeader else {
      throw .headerTooLong(claimed: length, limit: Self.longestHeader)
    }
    guard length <= bytes.count - 8 else {
      throw .headerBeyondEnd(claimed: length, available: bytes.count - 8)
    }
    self.bytes = bytes
    dataStart = 8 + Int(length)
    let header = bytes.subdata(in: bytes.startIndex + 8..<bytes.startIndex + dataStart)
    entries = try SafeTensorsTable.read(header)
    try checkPlaces()
  }

  /// Returns one tensor; nil when there is none of this name, or it is not of float32.
  package func tensor(_ name: String) -> Tensor? {
    guard let entry = entries[name], entry.type == "F32" else { return nil }
    let start = dataStart + entry.offsets[0]
    return bytes.withUnsafeBytes { bytes in
      Tensor(shape: entry.shape) { values in
        for index in values.indices {
          let pattern = bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
          values[index] = Float(bitPattern: UInt32(littleEndian: pattern))
        }
      }
    }
  }

  private func checkPlaces() throws(WeightsError.Problem) {
    let available = bytes.count - dataStart
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      guard let bits = Self.bits[entry.type] else {
        throw .unknownType(tensor: name, type: entry.type)
      }
      var product = bits
      for extent in entry.shape {
        let (next, overflow) = product.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else {
          throw .impossibleShape(tensor: name, shape: entry.shape)
        }
        product = next
      }
      let offsets = entry.offsets
      guard
        offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= available
      else {
        throw .impossiblePlace(tensor: name, offsets: offsets, available: available)
      }
      let expected = product / 8 + (product % 8 == 0 ? 0 : 1)
      guard expected == offsets[1] - offsets[0] else {
        throw .wrongSize(
          tensor: name, shape: entry.shape, type: entry.type, expected: expected,
          found: offsets[1] - offsets[0])
      }
    }
    var end = 0
    for (name, entry) in entries.sorted(by: {
      $0.value.offsets.lexicographicallyPrecedes($1.value.offsets)
    }) {
      guard entry.offsets[0] >= end else {
        throw .overlap(tensor: name, begin: entry.offsets[0], previousEnd: end)
      }
      guard entry.offsets[0] == end else {
        throw .unusedBytes(from: end, to: entry.offsets[0])
      }
      end = entry.offsets[1]
    }
    guard end == available else { throw .unusedBytes(from: end, to: available) }
  }

  /// How many bits one number of each type takes.
  private static let bits = [
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "I8": 8, "U8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
    "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
    "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64,
  ]
}

extension SafeTensors {
  /// Returns the content of a file with these tensors.
  ///
  /// The bytes are those that the `safetensors` package for Python writes: sorted by name, the header
  /// filled with spaces to a multiple of 8.
  ///
  /// - Precondition: No name appears twice.
  package static func bytes(of tensors: [(name: String, value: Tensor)]) throws -> Data {
    let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    var place = 0
    var lines = [String]()
    for (name, value) in sorted {
      let quoted = String(decoding: try encoder.encode(name), as: UTF8.self)
      let shape = value.shape.map(String.init).joined(separator: ",")
      let end = place + 4 * value.count
      lines.append(
        #"\#(quoted):{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(place),\#(end)]}"#)
      place = end
    }
    var header = Array("{\(lines.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }

    var bytes = Data(capacity: 8 + header.count + place)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header)
    for (_, value) in sorted {
      value.values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
