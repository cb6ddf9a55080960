import Datasets
import Foundation
import Tensors
import Testing

/// Compared with recorded results of the Python Imaging Library; see `Golden/resize.py`.
@Suite struct ResizeTests {
  private struct Recording: Decodable {
    struct Image: Decodable {
      var channels, height, width: Int
      var pixels: [UInt8]

      var picture: Picture {
        Picture(channels: channels, height: height, width: width, pixels: pixels)
      }
    }

    struct Case: Decodable { var input, output: Image }

    /// An image of a formula, and what Pillow made of it.
    struct Drawn: Decodable {
      /// Channels, height and width, the new height and width.
      var size: [Int]
      var salt: UInt64
      var pixels: Data?
      var sha256: String?
    }

    var cases: [Case]
    var digests: [Drawn]
    var drawn: [Drawn]

    static func read() throws -> Recording {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/resize.json")
      return try JSONDecoder().decode(Recording.self, from: Data(contentsOf: file))
    }
  }

  @Test func `gives the same bytes as Pillow, larger and smaller`() throws {
    let recording = try Recording.read()
    #expect(recording.cases.count == 9)
    for each in recording.cases {
      var stream = RandomStream(seed: 0, purpose: "test")
      let resize = Resize(height: each.output.height, width: each.output.width)
      #expect(resize.apply(to: each.input.picture, using: &stream) == each.output.picture)
    }
  }

  @Test func `gives the same bytes as Pillow at the usual sizes`() throws {
    let recording = try Recording.read()
    #expect(recording.digests.count == 7)
    for each in recording.digests {
      for (way, pixels) in resized(each) {
        #expect(digest(of: pixels) == each.sha256, "\(each.size), \(way)")
      }
    }
  }

  @Test func `agrees with Pillow to one grey level at any size`() throws {
    let recording = try Recording.read()
    #expect(recording.drawn.count == 60)
    var exact = 0
    for each in recording.drawn {
      let expected = [UInt8](try #require(each.pixels))
      for (way, pixels) in resized(each) {
        #expect(pixels.count == expected.count)
        let largest = zip(pixels, expected).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(largest <= 1, "\(each.size), \(way)")
        exact += largest == 0 ? 1 : 0
      }
    }
    // Where both axes shrink, Pillow 13 may choose another one to be first, and round in between.
    #expect(exact >= 3 * 50)
  }

  /// The image resized in each way that there is.
  private func resized(_ drawing: Recording.Drawn) -> [(way: String, pixels: [UInt8])] {
    let size = drawing.size
    let images = LabeledImages(
      name: "drawn", classNames: ["a"], size: Array(size[..<3]),
      pixels: drawn(size[0] * size[1] * size[2], salt: drawing.salt), labels: [0])
    let resize = Resize(height: size[3], width: size[4])
    var stream = RandomStream(seed: 0, purpose: "test")
    let numbers = images.normalized(mean: [0], deviation: [1])
      .images(at: [0], augmenting: [resize], seed: 0, epoch: 0)
    return [
      ("in a set", images.transformed(by: [resize]).pixels),
      ("alone", resize.apply(to: images.picture(at: 0), using: &stream).pixels),
      ("for training", numbers.values.map { UInt8(($0 * 255).rounded()) }),
    ]
  }

  /// The same bytes as `drawn` in `Golden/resize.py`.
  private func drawn(_ count: Int, salt: UInt64) -> [UInt8] {
    (1...UInt64(count)).map { place in
      var bits = (place &+ salt << 32) &* 0x9E37_79B9_7F4A_7C15
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
      return UInt8(bits >> 56)
    }
  }

  @Test func `changes nothing at the same size`() {
    let images = drawnDigits(trainCount: 3, testCount: 1).train
    #expect(images.transformed(by: [Resize(to: 28)]) == images)
  }
}
