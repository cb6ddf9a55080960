import Datasets
import Foundation
import Testing

/// Compared with recorded results of PyTorch; see `Golden/normalize.py`.
@Suite struct NormalizeTests {
  private struct Case: Decodable {
    var mean, deviation: [Float]
    var numbers: Data

    var bits: [UInt32] {
      numbers.withUnsafeBytes { bytes in
        (0..<bytes.count / 4).map {
          UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
        }
      }
    }
  }

  @Test func `makes of every byte the number that PyTorch makes, to the bit`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/normalize.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 5)
    for each in cases {
      let channels = each.mean.count
      let images = LabeledImages(
        name: "every byte", classNames: ["a"], size: [channels, 16, 16],
        pixels: (0..<channels).flatMap { _ in 0...UInt8.max }, labels: [0]
      ).normalized(mean: each.mean, deviation: each.deviation)
      #expect(images.images(at: [0]).values.map(\.bitPattern) == each.bits, "\(each.mean)")
      let augmented = images.images(at: [0], augmenting: [Shift(right: 0)], seed: 0, epoch: 0)
      #expect(augmented.values.map(\.bitPattern) == each.bits, "\(each.mean), augmented")
    }
  }
}
