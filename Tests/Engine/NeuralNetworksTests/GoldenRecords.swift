import Foundation
import Tensors

/// The numbers that `Golden/generate.py` recorded with PyTorch.
enum GoldenRecords {
  struct PackedTensor: Decodable {
    let shape: [Int]
    let data: Data

    var tensor: Tensor {
      let values = data.withUnsafeBytes { bytes in
        (0..<(bytes.count / 4)).map { index in
          Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
      }
      return Tensor(values, shape: shape)
    }
  }

  struct LayerCase: Decodable {
    let kind: String
    let settings: [String: Int]
    let mode: PaddingMode
    let tensors: [String: PackedTensor]
  }

  struct LossCase: Decodable {
    let kind: String
    let labels: [Int]
    let value: Double
    let scores: PackedTensor
    let gradient: PackedTensor
  }

  struct Optimizers: Decodable {
    struct Rule: Decodable {
      let rule: String
      let settings: [String: Double]
      let start: PackedTensor
      let gradients: [PackedTensor]
      let end: PackedTensor
    }
    let rules: [Rule]
    let schedules: [String: [Double]]
  }

  struct Run: Decodable {
    let losses: [Double]
    let last: PackedTensor
  }

  static func read<Record: Decodable>(_ name: String, as type: Record.Type) throws -> Record {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
  }
}

/// Returns the largest difference between two tensors, as a fraction of the largest number in either
/// (or of one, when all are smaller); infinite when the shapes differ or a number is missing.
func distance(_ left: Tensor, _ right: Tensor) -> Float {
  guard left.shape == right.shape, left.isFinite, right.isFinite else { return .infinity }
  guard left.count > 0 else { return 0 }
  let largest = max(left.magnitudes().max(), right.magnitudes().max(), 1)
  return (left - right).magnitudes().max() / largest
}
