import Foundation
import NeuralNetworks
import Tensors

/// The numbers that `Golden/generate.py` recorded with PyTorch.
enum GoldenRecords {
  struct PackedTensor: Decodable {
    let shape: [Int]
    let data: Data

    /// The numbers; nil of a tensor too large to be recorded.
    var tensor: Tensor? {
      guard data.count == 4 * shape.reduce(1, *) else { return nil }
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

  /// One layer, forward and backward.
  struct Case: Decodable {
    let layer: GoldenLayer
    let input: [Int]
    let salt: Int
    let training: Int
    let scale: Double
    let output: PackedTensor
    let inputGradient: PackedTensor
    let gradients: [PackedTensor]
    let statistics: [PackedTensor]
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
      let salt: Int
      let end: PackedTensor
    }
    let rules: [Rule]
    let schedules: [String: [Double]]
  }

  /// A whole network, trained for a few steps.
  struct Run: Decodable {
    let name: String
    let layers: [GoldenLayer]
    let input: [Int]
    let salt: Int
    let steps: Int
    let rule: String
    let settings: [String: Double]
    let loss: String
    let course: String
    let losses: [Double]
    let scores: PackedTensor
    let changes: [PackedTensor]
    let statistics: [PackedTensor]
  }

  static func read<Record: Decodable>(_ name: String, as type: Record.Type) throws -> Record {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
  }
}

/// Numbers in `-1..<1` (SplitMix64), scaled and moved: the same as `drawn` in `generate.py`.
func drawn(_ shape: [Int], salt: Int, scale: Double = 1, offset: Float = 0) -> Tensor {
  let (scale, first) = (Float(scale), UInt64(salt) << 32)
  let values = (1...UInt64(shape.reduce(1, *))).map { place in
    var bits = (place &+ first) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return (Float(bits >> 40) * 0x1p-23 - 1) * scale + offset
  }
  return Tensor(values, shape: shape)
}

extension Layer {
  /// Gives every parameter, then every statistic, the starting numbers that `filled` in `generate.py`
  /// gives them.
  mutating func fill(salt: Int) {
    var salt = salt
    visitParameters { name, parameter in
      salt += 1
      let shape = parameter.shape
      if shape.count > 1 {
        let fanIn = parameter.count / shape[0]
        parameter = drawn(shape, salt: salt, scale: (6 / Double(fanIn)).squareRoot())
      } else if name.hasSuffix("weight") {
        parameter = drawn(shape, salt: salt, scale: 0.5, offset: 1)
      } else {
        parameter = drawn(shape, salt: salt, scale: 0.25)
      }
    }
    visitStatistics { name, statistic in
      salt += 1
      statistic = drawn(
        statistic.shape, salt: salt, scale: 0.75, offset: name.hasSuffix("variance") ? 1.25 : 0)
    }
  }
}

/// Returns the largest difference between two tensors, as a fraction of the largest number in either
/// (or of one, when all are smaller); infinite when the shapes differ or a number is missing.
func distance(_ left: Tensor, _ right: Tensor?, atLeast floor: Float = 1) -> Float {
  guard let right, left.shape == right.shape, left.isFinite, right.isFinite else {
    return .infinity
  }
  guard left.count > 0 else { return 0 }
  let largest = max(left.magnitudes().max(), right.magnitudes().max(), floor)
  return (left - right).magnitudes().max() / largest
}
